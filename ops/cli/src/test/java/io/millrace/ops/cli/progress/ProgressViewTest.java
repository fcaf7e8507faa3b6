package io.millrace.ops.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final String RUNNING =
      "{'database':'shop','table':'orders','state':'Running','rows':5000,'estimatedRows':10000,"
          + "'rowsPerSecond':1000,'remainingSeconds':65}";
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void withoutATerminalALineEveryTenSeconds() {
    ProgressView view = new ProgressView(out, false, nanos::get);

    for (int second = 0; second <= 20; second++) {
      nanos.set(second * 1_000_000_000L);
      view.show(json("{'state':'Migrating'}"), List.of(json(RUNNING)));
    }

    assertThat(text().lines())
        .hasSize(3)
        .allMatch(
            line ->
                line.equals(
                    "Migrating: 5 000 of about 10 000 rows, 0 of 1 tables done, 1 000 rows/s,"
                        + " 5 s left"));
  }

  @Test
  void aChangeOfStateIsALineAtOnce() {
    ProgressView view = new ProgressView(out, false, nanos::get);

    view.show(json("{'state':'Prechecking'}"), List.of());
    view.show(json("{'state':'Migrating'}"), List.of());

    assertThat(text().lines()).containsExactly("Prechecking", "Migrating");
  }

  @Test
  void onATerminalABarPerTableIsDrawnOver() {
    ProgressView view = new ProgressView(out, true, nanos::get);

    view.show(json("{'state':'Migrating'}"), List.of(json(RUNNING)));
    view.show(json("{'state':'Migrating'}"), List.of(json(RUNNING)));

    assertThat(text())
        .contains(
            "shop.orders [############------------]  50 %         5 000 rows, 1 000 rows/s,"
                + " 1 min 5 s left")
        .contains("\u001b[2A");
  }

  @Test
  void whatHoldsATaskUpStandsBesideItsState() {
    ProgressView view = new ProgressView(out, false, nanos::get);

    view.show(json("{'state':'Prechecking','error':null}"), List.of());
    view.show(
        json("{'state':'Prechecking','error':{'code':'NO_WORKER','message':'none is there'}}"),
        List.of());

    assertThat(text().lines())
        .containsExactly("Prechecking", "Prechecking (NO_WORKER: none is there)");
  }

  private static String task(String full, String stream) {
    return "{'state':'Migrating','steps':{'full':{'state':'"
        + full
        + "'},'incremental':{'state':'"
        + stream
        + "','delayMillis':75000,'caughtUp':false,'rowsPerSecond':12,'bytesPerSecond':0}}}";
  }

  @Test
  void theStreamTakesThePlaceOfTheBars() {
    ProgressView view = new ProgressView(out, true, nanos::get);

    view.show(json(task("Running", "NotStarted")), List.of(json(RUNNING)));
    view.show(json(task("Finished", "Running")), List.of(json(RUNNING)));
    view.show(json(task("Finished", "Running")), List.of(json(RUNNING)));

    String[] pictures = text().split("\u001b\\[2A\u001b\\[J", -1);
    assertThat(pictures).hasSize(3);
    assertThat(pictures[0]).contains("shop.orders [").doesNotContain("behind");
    assertThat(pictures[1])
        .contains("1 min 15 s behind, 12 rows/s, 0.0 MB/s")
        .doesNotContain("shop.orders");
  }

  @Test
  void aStreamThatBeginsIsALineAtOnce() {
    ProgressView view = new ProgressView(out, false, nanos::get);

    view.show(json(task("Running", "NotStarted")), List.of(json(RUNNING)));
    view.show(json(task("Finished", "Running")), List.of(json(RUNNING)));
    view.show(json(task("Finished", "Running")), List.of(json(RUNNING)));

    assertThat(text().lines()).hasSize(2);
    assertThat(text().lines().skip(1))
        .containsExactly("Migrating: 1 min 15 s behind, 12 rows/s, 0.0 MB/s");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
