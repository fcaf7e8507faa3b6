/** The coordinator's process. */
package io.millrace.coordinator;
