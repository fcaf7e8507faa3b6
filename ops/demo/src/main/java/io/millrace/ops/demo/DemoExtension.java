package io.millrace.ops.demo;

import io.millrace.ops.cli.Extension;

/** Brings {@code millrace demo} to the command line. */
public final class DemoExtension implements Extension {
  @Override
  public Object command() {
    return new DemoCommand();
  }
}
