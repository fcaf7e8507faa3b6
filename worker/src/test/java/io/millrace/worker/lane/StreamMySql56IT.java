package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.worker.lane.StreamFixture.Running;
import io.millrace.worker.lane.StreamFixture.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Streams of a MySQL 5.6: no row metadata, and XA transactions in the binlog when they commit. */
@EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "5.6 is fetched")
class StreamMySql56IT extends StreamCases {
  @Override
  StreamFixture servers() throws Exception {
    return new StreamFixture(MySqlOptions.of(MySqlKind.MYSQL_5_6));
  }

  @Test
  void xaTransactionsComeWhereTheyAreCommitted() throws Exception {
    sql("CREATE TABLE x (id INT PRIMARY KEY, s VARCHAR(20))", "INSERT INTO x VALUES (1,'a')");
    Task task = task("xa", "x");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("XA START 'p'", "INSERT INTO x VALUES (2,'xa')", "XA END 'p'", "XA PREPARE 'p'");
      sql("XA COMMIT 'p'", "UPDATE x SET s = 'b' WHERE id = 1");
      assertThat(task.records("x", 4).stream().skip(1))
          .containsExactly("INIT [1, a]", "INSERT [2, xa]", "UPDATE [1, a] [1, b]");
    }
  }

  @Test
  void aRowIsTheSameFromTheTableAndFromTheBinlog() throws Exception {
    sql(
        """
        CREATE TABLE v (id INT PRIMARY KEY, u BIGINT UNSIGNED, m DECIMAL(20,5), f FLOAT, b BIT(9),
          d DATE, t TIME(3), dt DATETIME(6), ts TIMESTAMP(2) NULL, y YEAR, c CHAR(5), vc VARCHAR(30),
          bi BINARY(4), bl BLOB, e ENUM('x','y'), s SET('p','q'), l LONGTEXT)
          DEFAULT CHARSET utf8mb4
        """);
    String row =
        "18446744073709551615, -12345.67891, 1.5, b'101', '2020-02-29', '-12:34:56.789',"
            + " '1999-12-31 23:59:59.123456', '2001-09-09 01:46:40.12', 1999, 'ab ', 'grün €',"
            + " 'a', x'00ff41', 'y', 'p,q', 'text')";
    sql("INSERT INTO v VALUES (1, " + row);
    Task task = task("types", "v");
    task.copyAll(1);
    try (Running stream = task.stream()) {
      sql("INSERT INTO v VALUES (2, " + row);
      var records = task.records("v", 3);
      assertThat(records).hasSize(3);
      assertThat(records.get(2)).isEqualTo(records.get(1).replace("INIT [1,", "INSERT [2,"));
    }
  }
}
