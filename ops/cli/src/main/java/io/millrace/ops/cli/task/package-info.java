/** The {@code task} commands. */
package io.millrace.ops.cli.task;
