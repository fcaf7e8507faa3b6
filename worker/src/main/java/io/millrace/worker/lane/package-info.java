/** The whole job: taking a resource, preparing a task, copying chunks, closing the full step. */
package io.millrace.worker.lane;
