/** Records of the state topic on the home Kafka. */
package io.millrace.proto.state;
