/** Coordinator and workers as processes of this machine. */
package io.millrace.ops.demo.cluster;
