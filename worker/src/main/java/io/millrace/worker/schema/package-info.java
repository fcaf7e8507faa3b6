/** Reads what a table is: columns, indexes, identity, its CREATE TABLE text. */
package io.millrace.worker.schema;
