/** What a task may be and become: checks of its definition, and its lifecycle as one table. */
package io.millrace.coordinator.task;
