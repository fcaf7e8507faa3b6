/** The worker's side of the Hazelcast grid. */
package io.millrace.worker.grid;
