/** What a task's checkpoint topic says. */
package io.millrace.worker.checkpoint;
