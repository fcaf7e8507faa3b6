/** One row as bytes per column, and the table of MySQL's column types. */
package io.millrace.worker.row;
