package io.millrace.common.docs;

import static io.millrace.common.docs.GeneratedPage.cell;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.metrics.Metric;
import io.millrace.common.settings.Setting;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Makes the pages; fails when one is out of date. */
class GeneratedPagesTest {
  @Test
  void settingsPageIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Settings

            Made from `io.millrace.common.settings.Setting`; do not edit.

            A later source wins: the file given by `--config` (Java properties), the environment,
            the command line (`--set key=value`). An empty value counts as not given. Unknown keys
            in the file or on the command line refuse the start; unknown `MILLRACE_` variables are
            one warning.

            | key | variable | form | default | what it does |
            | --- | --- | --- | --- | --- |
            """);
    for (Setting setting : Setting.values()) {
      page.append(
          "| `%s` | `%s` | %s | %s | %s |\n"
              .formatted(
                  setting.key(),
                  setting.variable(),
                  cell(setting.type().expected()),
                  setting.defaultText().map(text -> "`" + text + "`").orElse(""),
                  cell(setting.text())));
    }
    GeneratedPage.check("settings.md", page.toString());
  }

  @Test
  void errorsPageIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Errors

            Made from `io.millrace.common.error.ErrorCode`; do not edit.

            Every error is `{code, kind, message, remedy, details}`. A code is never renamed. The
            kind says who can mend it: user (the request or the task), source (MySQL), destination
            (Kafka), transient (it may pass by itself), bug (Millrace).

            | code | kind | remedy |
            | --- | --- | --- |
            """);
    for (ErrorCode code : ErrorCode.values()) {
      page.append(
          "| `%s` | %s | %s |\n".formatted(code.name(), code.kind().text(), cell(code.remedy())));
    }
    GeneratedPage.check("errors.md", page.toString());
  }

  @Test
  void metricsPageIsUpToDate() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            Made from `io.millrace.common.metrics.Metric`; do not edit.

            In Prometheus' text format at `/metrics` of every coordinator and worker, beside
            Micrometer's of the process: memory and threads of the JVM, CPU, open files, uptime.
            A coordinator's asks for the token as its API does, a worker's for none.

            | name | kind | labels | what it counts |
            | --- | --- | --- | --- |
            """);
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.prometheusName(),
                  metric.kind().text(),
                  String.join(", ", metric.labels()),
                  cell(metric.text())));
    }
    GeneratedPage.check("metrics.md", page.toString());
  }
}
