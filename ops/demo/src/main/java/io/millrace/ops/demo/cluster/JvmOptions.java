package io.millrace.ops.demo.cluster;

import java.util.List;

/** Options of Java that the processes need; the same as in ops/bin/millrace, which says why. */
final class JvmOptions {
  static final List<String> ALL =
      List.of(
          "--add-modules",
          "java.se",
          "--add-exports",
          "java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens",
          "java.base/java.lang=ALL-UNNAMED",
          "--add-opens",
          "java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens",
          "java.management/sun.management=ALL-UNNAMED",
          "--add-opens",
          "jdk.management/com.sun.management.internal=ALL-UNNAMED",
          "-XX:FreqInlineSize=150");

  private JvmOptions() {}
}
