/** Progress of a task on a terminal or in a log. */
package io.millrace.ops.cli.progress;
