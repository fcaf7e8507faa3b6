/** How log lines look, as text and as JSON, and where they go. */
package io.millrace.common.logging;
