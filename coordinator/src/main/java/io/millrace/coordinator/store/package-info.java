/** The state topic on the home Kafka: every task, and the term, behind a fencing producer. */
package io.millrace.coordinator.store;
