package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.TableId;
import io.millrace.worker.ddl.DdlStatement;
import io.millrace.worker.ddl.DdlTracker;
import io.millrace.worker.ddl.SourceRules;
import io.millrace.worker.ddl.TrackedTable;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A table that was tracked, written down and tracked again is the same table. */
class TrackedTextTest {
  private static final Collations COLLATIONS =
      new Collations(
          Map.of(
              "utf8mb4_0900_ai_ci", new Collation("utf8mb4_0900_ai_ci", "utf8mb4", true, false),
              "utf8mb4_bin", new Collation("utf8mb4_bin", "utf8mb4", false, true),
              "latin1_swedish_ci", new Collation("latin1_swedish_ci", "latin1", true, true),
              "binary", new Collation("binary", "binary", true, false)),
          Map.of("utf8mb4", 4, "latin1", 1, "binary", 1),
          "utf8mb4_0900_ai_ci");

  @Test
  void survives() {
    String sql =
        """
        CREATE TABLE `odd ``name` (
          id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
          a VARCHAR(20) CHARACTER SET latin1 DEFAULT 'x',
          b CHAR(3) COLLATE utf8mb4_bin NOT NULL,
          c VARBINARY(16), d DECIMAL(20,5) NOT NULL DEFAULT 0, e DATETIME(3),
          f ENUM('a','b''c','d,e') NOT NULL, g SET('x','y'), h JSON, i TEXT, j BIT(9),
          k INT GENERATED ALWAYS AS (id + 1) VIRTUAL, l TIMESTAMP(6) NULL, m POINT,
          n ENUM('x') CHARACTER SET binary, o SET('x','y') CHARACTER SET binary,
          PRIMARY KEY (id), UNIQUE KEY u (b, d), KEY p (a(5)), KEY q (d DESC)
        ) COLLATE=utf8mb4_0900_ai_ci
        """;
    TrackedTable first = tracked(sql);
    assertThat(tracked(TrackedText.of(first))).isEqualTo(first);
  }

  private static TrackedTable tracked(String sql) {
    DdlTracker tracker = new DdlTracker(new SourceRules(80033, COLLATIONS, false, true));
    tracker.apply(DdlStatement.of("shop", sql));
    return tracker.table(new TableId("shop", "odd `name")).orElseThrow();
  }
}
