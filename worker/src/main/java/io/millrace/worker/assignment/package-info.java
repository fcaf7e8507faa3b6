/** Runs what the coordinator hands out. */
package io.millrace.worker.assignment;
