package io.millrace.common.logging;

import java.util.List;

/** Names of the fields that a line has when they are set in the thread's MDC. */
public final class LogFields {
  public static final String TENANT = "tenant";
  public static final String TASK = "task";
  public static final String RESOURCE = "resource";
  public static final String ATTEMPT = "attempt";
  public static final String CODE = "code";

  /** In the order in which they are written. */
  static final List<String> ALL = List.of(TENANT, TASK, RESOURCE, ATTEMPT, CODE);

  private LogFields() {}
}
