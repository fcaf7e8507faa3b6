/** What of a task's tables is planned, running and done, in one term. Pure. */
package io.millrace.coordinator.ledger;
