package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.MillraceException;
import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The golden scripts by both paths: a row copied and the same row from the binlog are the same
 * record, message key and hash, byte for byte. The JVM's own zone is far from both servers'.
 */
class BothPathsIT {
  private static final List<String> SCRIPTS =
      List.of(
          "numbers.sql",
          "times.sql",
          "texts.sql",
          "documents.sql",
          "partial-json.sql",
          "shapes.sql");

  /** Images of the script. */
  private static final int VECTORS = 20;

  @Test
  void serverEastOfUtcWithTheLeastMetadata() throws SQLException, InterruptedException {
    try (SourceFixture source = new SourceFixture("--default-time-zone=+08:00")) {
      source.sql("SET GLOBAL max_allowed_packet = 67108864");
      runAll(source);
    }
  }

  @Test
  void serverInNewYorkWithFullMetadataAndCompression() throws SQLException, InterruptedException {
    try (SourceFixture source =
        new SourceFixture("--binlog-row-metadata=FULL", "--binlog-transaction-compression=ON")) {
      source.sql(TimeZoneTables.statements(ZoneId.of("America/New_York")));
      source.sql("SET GLOBAL time_zone = 'America/New_York'", "SET time_zone = 'America/New_York'");
      runAll(source);
      assertThat(new BothPaths(source).run("wide-labels.sql")).isEqualTo(6);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "is fetched")
  void aMySql97AndItsVectors() throws SQLException, InterruptedException {
    MySqlOptions options = MySqlOptions.of(MySqlKind.MYSQL_9_7).with("--default-time-zone=+08:00");
    try (SourceFixture source = new SourceFixture(options)) {
      source.sql("SET GLOBAL max_allowed_packet = 67108864");
      runAll(source);
      assertThat(new BothPaths(source).run("vectors.sql")).isEqualTo(VECTORS);
      source.sql(
          "SET GLOBAL binlog_row_metadata = FULL",
          "SET SESSION binlog_transaction_compression = ON");
      assertThat(new BothPaths(source).run("vectors.sql")).isEqualTo(VECTORS);
    }
  }

  @Test
  void labelsThatTheServerLosesStopTheTable() throws SQLException {
    try (SourceFixture source = new SourceFixture()) {
      assertThatThrownBy(() -> new BothPaths(source).run("wide-labels.sql"))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("`shop`.`wide_labels`")
          .hasMessageContaining("binlog_row_metadata");
    }
  }

  private static void runAll(SourceFixture source) throws SQLException, InterruptedException {
    assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("Asia/Kolkata"));
    for (String script : SCRIPTS) {
      BothPaths paths = new BothPaths(source);
      assertThat(paths.run(script)).as(script).isGreaterThan(10);
      assertThat(paths.kinds().contains(EventKind.PARTIAL_UPDATE_ROWS))
          .as(script)
          .isEqualTo(script.equals("partial-json.sql"));
    }
  }
}
