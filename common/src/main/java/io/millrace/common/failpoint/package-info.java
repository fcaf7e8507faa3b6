/** Points at which a test steps in: where a crash, a pause or a failure matters. */
package io.millrace.common.failpoint;
