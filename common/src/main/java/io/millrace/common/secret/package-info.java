/** Passwords at rest: sealed with a master key, bound to their task. */
package io.millrace.common.secret;
