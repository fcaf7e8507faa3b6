/** Tables, columns, keys and key ranges as every process names them. */
package io.millrace.proto.table;
