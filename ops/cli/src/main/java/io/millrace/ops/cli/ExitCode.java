package io.millrace.ops.cli;

/** How the process ends; part of the interface. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int BAD_USAGE = 2;
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
