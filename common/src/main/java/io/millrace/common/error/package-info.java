/** The one exception type, its codes and their kinds. */
package io.millrace.common.error;
