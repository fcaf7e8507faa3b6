/** The worker's process. */
package io.millrace.worker;
