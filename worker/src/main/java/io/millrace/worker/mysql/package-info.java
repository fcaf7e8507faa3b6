/** Connections to a task's MySQL server: session, facts, quoting, errors. */
package io.millrace.worker.mysql;
