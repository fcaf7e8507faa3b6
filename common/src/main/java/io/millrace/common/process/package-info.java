/** How a process of Millrace begins and ends. */
package io.millrace.common.process;
