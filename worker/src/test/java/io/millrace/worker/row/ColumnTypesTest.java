package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableId;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypesTest {
  @Test
  void selectList() {
    String list =
        SelectList.of(
            Columns.table(
                List.of(
                    Columns.column("a`b", "int"),
                    Columns.column("f", "float"),
                    Columns.column("d", "double"),
                    Columns.column("r", "double(10,2)"),
                    Columns.column("e", "enum('a') charset latin1"),
                    Columns.column("u", "set('a') charset utf8mb3"),
                    Columns.column("b", "enum('a')"),
                    Columns.column("g", "geometrycollection"))));
    assertThat(list)
        .isEqualTo(
            "`a``b`, (`f` * 1E0), `d`, (`r` * 1E0), CONVERT(`e` USING utf8mb4), `u`, `b`, `g`");
  }

  @Test
  void unknownTypeNamesTableAndColumn() {
    assertThatThrownBy(() -> SelectList.of(Columns.table(List.of(Columns.column("ip", "inet6")))))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COLUMN_TYPE_UNKNOWN))
        .hasMessageContaining("`db`.`t`")
        .hasMessageContaining("`ip`")
        .hasMessageContaining("inet6");
  }

  /** MariaDB has it, and a MySQL 5.6 whose tables are older. */
  @ParameterizedTest
  @ValueSource(strings = {"year(2)", "year(2) unsigned zerofill"})
  void aYearOfTwoDigitsIsUnknown(String type) {
    ColumnDefinition column = Columns.column("y", type);
    assertThatThrownBy(() -> ColumnTypes.of(new TableId("db", "t"), column))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COLUMN_TYPE_UNKNOWN))
        .hasMessageContaining("year(2)");
    assertThatThrownBy(() -> ColumnTypes.selectExpression(column))
        .isInstanceOf(MillraceException.class);
    assertThat(ColumnTypes.of(new TableId("db", "t"), Columns.column("y", "year(4)")))
        .isEqualTo(ColumnType.YEAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ascii", "big5", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866",
        "cp932", "eucjpms", "euckr", "gb18030", "gb2312", "gbk", "greek", "hebrew", "koi8r",
        "koi8u", "latin1", "latin2", "latin5", "latin7", "macce", "macroman", "sjis", "tis620",
        "ucs2", "ujis", "utf16", "utf16le", "utf32", "utf8", "utf8mb3", "utf8mb4"
      })
  void javaKnows(String charset) {
    assertThat(MySqlCharsets.javaCharset(charset)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"armscii8", "binary", "dec8", "geostd8", "hp8", "keybcs2", "swe7", "none"})
  void javaLacks(String charset) {
    assertThat(MySqlCharsets.javaCharset(charset)).isEmpty();
  }

  @Test
  void latin1IsWindows1252() {
    assertThat(MySqlCharsets.javaCharset("latin1")).contains(Charset.forName("windows-1252"));
  }

  @ParameterizedTest
  @CsvSource({"utf8mb3, utf8", "utf8mb4, utf8mb4", "latin1, latin1"})
  void recordName(String mysql, String record) {
    assertThat(MySqlCharsets.recordName(mysql)).isEqualTo(record);
  }
}
