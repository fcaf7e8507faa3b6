package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.cli.Extension;

/** Brings {@code millrace chaos} to the command line. */
public final class ChaosExtension implements Extension {
  @Override
  public Object command() {
    return new ChaosCommand();
  }
}
