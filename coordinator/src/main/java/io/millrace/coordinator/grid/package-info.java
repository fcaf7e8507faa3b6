/** The coordinator's side of the Hazelcast grid. */
package io.millrace.coordinator.grid;
