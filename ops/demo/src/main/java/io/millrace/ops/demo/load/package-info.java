/** Write loads on a source, rate-limited and repeatable from a seed. */
package io.millrace.ops.demo.load;
