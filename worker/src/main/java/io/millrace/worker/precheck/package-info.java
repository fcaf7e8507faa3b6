/** Looks at a task's source and destination before it starts. */
package io.millrace.worker.precheck;
