/** The sample shop database. */
package io.millrace.ops.demo.sample;
