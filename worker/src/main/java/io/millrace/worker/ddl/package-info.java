/** Follows the tables' definitions through the DDL statements of the binlog; pure. */
package io.millrace.worker.ddl;
