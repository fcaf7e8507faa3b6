/** Which topic, which partition and which message key a row or a statement gets. */
package io.millrace.worker.route;
