/** Transactions into Kafka, and the topics they go to. */
package io.millrace.worker.produce;
