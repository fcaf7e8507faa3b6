/** Records of a task's checkpoint topic on its destination. */
package io.millrace.proto.checkpoint;
