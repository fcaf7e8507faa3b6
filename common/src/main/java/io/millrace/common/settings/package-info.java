/** The one table of settings, and how they are read at the start. */
package io.millrace.common.settings;
