/** The incremental step: the binlog's transactions as records, each once and in order. */
package io.millrace.worker.stream;
