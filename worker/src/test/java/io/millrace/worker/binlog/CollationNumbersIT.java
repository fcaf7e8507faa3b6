package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ops.devservers.MySqlKind;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.worker.row.MySqlCharsets;
import io.millrace.worker.snapshot.SourceFixture;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers of collations against every row of the servers' own tables. */
class CollationNumbersIT {
  @Test
  void areThoseOfTheServer() throws SQLException {
    compare(MySqlKind.MYSQL_8_0, "information_schema.COLLATIONS");
  }

  @ParameterizedTest
  @EnumSource(names = {"MYSQL_5_6", "MYSQL_9_7", "MARIADB_11_4"})
  @EnabledIfSystemProperty(named = "test.sources", matches = "all", disabledReason = "are fetched")
  void areThoseOfOtherServers(MySqlKind kind) throws SQLException {
    boolean ofSeveralSets = kind == MySqlKind.MARIADB_11_4;
    compare(
        kind,
        ofSeveralSets
            ? "information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
            : "information_schema.COLLATIONS");
  }

  private static void compare(MySqlKind kind, String table) throws SQLException {
    try (SourceFixture source = new SourceFixture(MySqlOptions.of(kind))) {
      List<String> rows = source.column("SELECT CONCAT(ID, ' ', CHARACTER_SET_NAME) FROM " + table);
      assertThat(rows).hasSizeGreaterThan(200);
      TreeMap<Integer, String> server = new TreeMap<>();
      TreeMap<Integer, String> known = new TreeMap<>();
      for (String row : rows) {
        String[] words = row.split(" ", -1);
        int number = Integer.parseInt(words[0]);
        server.put(number, MySqlCharsets.recordName(words[1]));
        known.put(number, MySqlCharsets.recordName(CollationNumbers.charset(number).orElse("")));
      }
      assertThat(known).isEqualTo(server);
    }
  }
}
