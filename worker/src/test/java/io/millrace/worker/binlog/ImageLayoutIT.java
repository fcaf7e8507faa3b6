package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Row images of a real server against definitions that are no longer its tables'. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageLayoutIT {
  private SourceFixture source;
  private BinlogRead binlog;

  @BeforeAll
  void start() throws SQLException {
    source = new SourceFixture();
    binlog = new BinlogRead(source);
  }

  @AfterAll
  void stop() throws SQLException {
    source.close();
  }

  private static TableMap tableMap(List<BinlogEvent> events) {
    return events.stream()
        .filter(event -> event.kind() == EventKind.TABLE_MAP)
        .map(TableMap::of)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tableThatChangedIsNoticed() throws SQLException, InterruptedException {
    source.sql("CREATE TABLE changing (id INT PRIMARY KEY, a INT)");
    TableDefinition table =
        TablePlanner.plan(source.server(), new TableId("shop", "changing")).definition();
    source.sql("ALTER TABLE changing ADD COLUMN b INT");
    BinlogStart start = binlog.now();
    source.sql("INSERT INTO changing VALUES (1, 2, 3)");
    TableMap map = tableMap(binlog.read(start));
    assertThatThrownBy(() -> ImageLayout.of(map, table))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CHANGED))
        .hasMessageContaining("`shop`.`changing`");
  }

  /** As a replica whose table was altered without a trace in its binlog. */
  @Test
  void columnsAndSignsOfWhichNoStatementToldAreNoticed() throws Exception {
    source.sql("CREATE TABLE unlogged (id INT PRIMARY KEY, a INT)");
    TableDefinition table =
        TablePlanner.plan(source.server(), new TableId("shop", "unlogged")).definition();
    source.sql("ALTER TABLE unlogged ADD COLUMN b INT", "SET GLOBAL binlog_row_metadata = FULL");
    try {
      assertChanged(table, "INSERT INTO unlogged VALUES (1, 2, 3)", "not known: [b]");
    } finally {
      source.sql("SET GLOBAL binlog_row_metadata = MINIMAL");
    }
    source.sql("ALTER TABLE unlogged DROP COLUMN b, MODIFY COLUMN a INT UNSIGNED");
    assertChanged(table, "INSERT INTO unlogged VALUES (2, 4294967295)", "`a` is int");
  }

  @Test
  void characterSetsOfWhichNoStatementToldAreNoticed() throws Exception {
    source.sql(
        "CREATE TABLE texts (id INT PRIMARY KEY, b BLOB, a VARCHAR(9), c TEXT, e ENUM('x'), f CHAR(9)"
            + " CHARACTER SET utf16, g VARBINARY(9), j JSON) CHARACTER SET utf8mb3");
    TableDefinition table =
        TablePlanner.plan(source.server(), new TableId("shop", "texts")).definition();
    BinlogStart start = binlog.now();
    source.sql("INSERT INTO texts VALUES (1, 'b', 'a', 'c', 'x', 'f', 'g', '{}')");
    TableMap map = tableMap(binlog.read(start));
    assertThat(ImageLayout.of(map, table).map()).isSameAs(map);
    source.sql("ALTER TABLE texts MODIFY c TEXT CHARACTER SET latin1");
    assertChanged(
        table,
        "INSERT INTO texts (id, c) VALUES (2, 'c')",
        "column `c` is known with the character set utf8mb3, the binlog brings it in latin1");
  }

  private void assertChanged(TableDefinition table, String insert, String message)
      throws Exception {
    BinlogStart start = binlog.now();
    source.sql(insert);
    TableMap map = tableMap(binlog.read(start));
    assertThatThrownBy(() -> ImageLayout.of(map, table))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CHANGED))
        .hasMessageContaining(message);
  }
}
