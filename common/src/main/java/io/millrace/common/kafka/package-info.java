/** How Kafka clients are set up. */
package io.millrace.common.kafka;
