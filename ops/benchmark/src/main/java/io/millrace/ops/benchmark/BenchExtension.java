package io.millrace.ops.benchmark;

import io.millrace.ops.cli.Extension;

/** Brings {@code millrace bench} to the command line. */
public final class BenchExtension implements Extension {
  @Override
  public Object command() {
    return new BenchCommand();
  }
}
