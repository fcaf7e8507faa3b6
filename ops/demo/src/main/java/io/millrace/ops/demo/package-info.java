/** The main job shown on real servers, from an empty machine to verified rows. */
package io.millrace.ops.demo;
