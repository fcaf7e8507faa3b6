package io.millrace.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void aTextLineHasTheFieldsThatAreSet() {
    LoggingEvent event = event("chunk %s done".formatted("7"), null);
    event.setMDCPropertyMap(Map.of("task", "t1", "resource", "lane-0", "other", "x"));

    assertThat(encode(false, event))
        .isEqualTo("2026-11-22T10:00:00.123Z INFO  Lane: chunk 7 done task=t1 resource=lane-0\n");
  }

  @Test
  void aJsonLineIsOneLine() throws Exception {
    LoggingEvent event = event("two\nlines", new IllegalStateException("boom"));
    event.setMDCPropertyMap(Map.of("code", "BUG"));

    String line = encode(true, event);

    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.path("ts").asText()).isEqualTo("2026-11-22T10:00:00.123Z");
    assertThat(json.path("level").asText()).isEqualTo("INFO");
    assertThat(json.path("logger").asText()).isEqualTo("io.millrace.worker.Lane");
    assertThat(json.path("msg").asText()).isEqualTo("two\nlines");
    assertThat(json.path("code").asText()).isEqualTo("BUG");
    assertThat(json.path("stack").asText()).contains("IllegalStateException: boom");
  }

  @Test
  void librariesAreQuietUnlessAskedToSpeak() {
    Logging.apply(context, false, Level.INFO);
    assertThat(context.getLogger("org.apache.kafka.clients").isInfoEnabled()).isFalse();
    assertThat(context.getLogger("io.millrace.worker").isInfoEnabled()).isTrue();

    Logging.apply(context, false, Level.DEBUG);
    assertThat(context.getLogger("io.millrace.worker").isDebugEnabled()).isTrue();
    assertThat(context.getLogger("com.hazelcast.core").isInfoEnabled()).isFalse();

    Logging.apply(context, false, Level.ERROR);
    assertThat(context.getLogger("com.hazelcast.core").isWarnEnabled()).isFalse();
  }

  private static String encode(boolean asJson, LoggingEvent event) {
    return new String(new LineEncoder(asJson).encode(event), StandardCharsets.UTF_8);
  }

  private LoggingEvent event(String message, Throwable failure) {
    LoggingEvent event =
        new LoggingEvent(
            LoggingTest.class.getName(),
            context.getLogger("io.millrace.worker.Lane"),
            Level.INFO,
            message,
            failure,
            null);
    event.setInstant(Instant.parse("2026-11-22T10:00:00.123Z"));
    return event;
  }
}
