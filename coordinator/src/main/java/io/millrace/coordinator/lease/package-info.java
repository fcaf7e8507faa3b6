/** Which coordinator is the active one. */
package io.millrace.coordinator.lease;
