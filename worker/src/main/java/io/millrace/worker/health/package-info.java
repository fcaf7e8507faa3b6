/** The worker's health page and metrics. */
package io.millrace.worker.health;
