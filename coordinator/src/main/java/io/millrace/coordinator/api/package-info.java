/** The HTTP API: reads requests strictly, asks the desk, writes answers; never blocks. */
package io.millrace.coordinator.api;
