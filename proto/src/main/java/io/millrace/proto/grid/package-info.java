/** Messages between the coordinator and the workers. */
package io.millrace.proto.grid;
