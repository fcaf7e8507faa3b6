/** The source's binlog as a stream of events, and the rows in them. */
package io.millrace.worker.binlog;
