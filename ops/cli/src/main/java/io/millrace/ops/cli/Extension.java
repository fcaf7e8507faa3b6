package io.millrace.ops.cli;

/**
 * A command of a module that the command line does not depend on, found by {@link
 * java.util.ServiceLoader} when its jar is on the class path.
 */
public interface Extension {

  /** An object with picocli's {@code @Command} that names it. */
  Object command();
}
