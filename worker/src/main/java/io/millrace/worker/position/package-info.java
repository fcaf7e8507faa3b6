/** Places in a source's binlog, and their algebra. */
package io.millrace.worker.position;
