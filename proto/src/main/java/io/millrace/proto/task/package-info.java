/** What a user submits: the task definition. */
package io.millrace.proto.task;
