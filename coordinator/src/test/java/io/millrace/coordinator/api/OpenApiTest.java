package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The description and the routes name the same calls, and mark the same ones as open. */
class OpenApiTest {
  private static final Pattern PATH = Pattern.compile("  (/\\S+):");
  private static final Pattern METHOD = Pattern.compile("    (get|post|put|patch|delete):");

  @Test
  void everyRouteIsDescribedAndNothingElse() throws IOException {
    FakeDesk desk = new FakeDesk(Runnable::run);
    SystemCalls system =
        new SystemCalls(
            desk,
            null,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            "0.1.0",
            Buffer.buffer());
    Set<String> routes = new TreeSet<>();
    for (ApiRoute route : ApiRoutes.of(system)) {
      routes.add(route.method() + " " + route.path() + (route.open() ? " open" : ""));
    }

    assertThat(described()).isEqualTo(routes);
  }

  private static Set<String> described() throws IOException {
    Set<String> calls = new TreeSet<>();
    String path = "";
    String call = "";
    for (String line : page().split("\n", -1)) {
      Matcher pathLine = PATH.matcher(line);
      Matcher methodLine = METHOD.matcher(line);
      if (pathLine.matches()) {
        path = pathLine.group(1);
      } else if (methodLine.matches()) {
        call = methodLine.group(1).toUpperCase(Locale.ROOT) + " " + path;
        calls.add(call);
      } else if (line.equals("      security: []")) {
        calls.remove(call);
        calls.add(call + " open");
      }
    }
    return calls;
  }

  private static String page() throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
