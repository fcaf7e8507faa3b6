/** Faults at random on a whole installation under load, and the proof that nothing shows. */
package io.millrace.ops.acceptance.chaos;
