/** The launcher's commands: what a person types. */
package io.millrace.ops.cli;
