/** The one thread that owns every task, and the desk through which others reach it. */
package io.millrace.coordinator.loop;
