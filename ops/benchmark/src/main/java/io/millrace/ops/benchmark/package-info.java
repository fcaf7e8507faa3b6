/** Measures speed, CPU and memory of a worker. */
package io.millrace.ops.benchmark;
