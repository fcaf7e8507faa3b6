/** Real MySQL and Kafka servers, each a process of its own on 127.0.0.1, for the demo and tests. */
package io.millrace.ops.devservers;
