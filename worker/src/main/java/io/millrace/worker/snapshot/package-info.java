/** Reads a chunk's rows in one read view. */
package io.millrace.worker.snapshot;
