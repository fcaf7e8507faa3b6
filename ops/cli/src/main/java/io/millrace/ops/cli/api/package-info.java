/** A client of the coordinator's HTTP interface. */
package io.millrace.ops.cli.api;
