/** Compares tables with topics, independently of the code that copied them. */
package io.millrace.ops.demo.verify;
