package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.TableId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO t VALUES (1) | shop | t",
        "insert ignore into`o``dd`.`t` select 1 from shop.x | o`dd | t",
        "REPLACE INTO `percona`.`checksums` (db) SELECT 'shop' FROM `shop`.`orders` | percona | checksums",
        "INSERT t (a) VALUES (1) | shop | t",
        "INSERT LOW_PRIORITY INTO intoxicated VALUES (1) | shop | intoxicated",
        "UPDATE t SET a = 1 | shop | t",
        "UPDATE IGNORE `other` . t set a = 1 | other | t",
        "DELETE FROM t | shop | t",
        "DELETE QUICK FROM \"a\".\"b\" WHERE x = 1 | a | b",
        "DELETE FROM t ORDER BY id LIMIT 3 | shop | t",
        "LOAD DATA LOCAL INFILE '/tmp/x' REPLACE INTO TABLE `shop`.`f` (a) | shop | f",
      })
  void ofOneTable(String sql, String database, String table) {
    assertThat(WrittenTable.of(sql, "shop")).contains(new TableId(database, table));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE a, b SET a.x = b.x",
        "UPDATE a JOIN b USING (id) SET a.x = 1",
        "UPDATE a AS x SET x.y = 1",
        "DELETE a FROM a JOIN b USING (id)",
        "DELETE FROM a USING a JOIN b",
        "WITH c AS (SELECT 1) DELETE FROM a",
        "SELECT f()",
        "DO f()",
        "CALL p()",
      })
  void ofSeveralOrOfUnknownOnes(String sql) {
    assertThat(WrittenTable.of(sql, "shop")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE FROM `shop`.`sessions`, true",
    "DELETE FROM `shop`.`sessions` WHERE id = 1, false",
    "DELETE FROM sessions, false",
  })
  void whatAServerWritesAtItsStart(String sql, boolean expected) {
    assertThat(WrittenTable.isEmptiedByServer(sql)).isEqualTo(expected);
  }
}
