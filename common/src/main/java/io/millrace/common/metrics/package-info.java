/** The one table of metric names. */
package io.millrace.common.metrics;
