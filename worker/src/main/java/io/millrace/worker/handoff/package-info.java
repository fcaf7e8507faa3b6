/** What makes copied rows and changes fit together: the window of a view, and the gate. */
package io.millrace.worker.handoff;
