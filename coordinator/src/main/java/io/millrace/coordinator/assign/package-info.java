/** Who of the workers gets which resource. Pure. */
package io.millrace.coordinator.assign;
