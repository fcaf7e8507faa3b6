/** Names derived from a task's id. */
package io.millrace.common.task;
