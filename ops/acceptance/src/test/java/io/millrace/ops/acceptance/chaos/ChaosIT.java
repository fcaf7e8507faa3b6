package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.demo.verify.VerifyReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Everything that can die or stand still does, for {@code acceptance.chaos.minutes} and from {@code
 * acceptance.chaos.seed}; nothing of it shows in the topics.
 */
class ChaosIT {
  @Test
  void nothingIsLostDoubledOrOutOfOrder() throws Exception {
    int minutes = Integer.getInteger("acceptance.chaos.minutes", 2);
    ChaosOptions options =
        new ChaosOptions(
            Duration.ofMinutes(minutes),
            Long.getLong("acceptance.chaos.seed", 4),
            minutes * ChaosCommand.ROWS_PER_MINUTE,
            EnumSet.allOf(FaultKind.class),
            Fleet.quick(List.of("-Xmx256m")),
            Path.of("target/acceptance/chaos"));
    ChaosReport report = new Chaos(options, System.out::println).run();
    report.lines().forEach(System.out::println);
    VerifyReport verified = report.verified();
    assertThat(verified.isClean())
        .as("%s%n%s", verified.summary(), String.join("\n", verified.findings()))
        .isTrue();
    System.out.println("survived: " + report.summary());
  }
}
