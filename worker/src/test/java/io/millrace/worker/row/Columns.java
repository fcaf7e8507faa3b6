package io.millrace.worker.row;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Columns, tables and rows for tests, from short texts. */
public final class Columns {
  private static final Pattern TYPE = Pattern.compile("([a-z]+)(?:\\((\\d+)(?:,(\\d+))?\\))?(.*)");

  private Columns() {}

  /** From {@code varchar(20) latin1}: the column's type and, for text, its character set. */
  public static ColumnDefinition column(String name, String typeAndCharset) {
    String[] words = typeAndCharset.split(" charset ");
    Matcher type = TYPE.matcher(words[0]);
    if (!type.matches()) {
      throw new IllegalArgumentException(typeAndCharset);
    }
    int first = type.group(2) == null ? 0 : Integer.parseInt(type.group(2));
    int second = type.group(3) == null ? 0 : Integer.parseInt(type.group(3));
    boolean temporal = List.of("time", "datetime", "timestamp").contains(type.group(1));
    return new ColumnDefinition(
        name,
        type.group(1),
        words[0],
        words[0].contains("unsigned"),
        first,
        first,
        second,
        temporal ? first : 0,
        words.length > 1 ? words[1] : null,
        null,
        false,
        true,
        false,
        List.of());
  }

  /** A table {@code db}.{@code t} whose primary key is the columns named. */
  public static TableDefinition table(List<ColumnDefinition> columns, String... key) {
    return table(new TableId("db", "t"), columns, key);
  }

  public static TableDefinition table(TableId id, List<ColumnDefinition> columns, String... key) {
    List<KeyColumn> keyColumns =
        Arrays.stream(key).map(column -> new KeyColumn(column, Bytes.utf8(""))).toList();
    return new TableDefinition(
        id,
        "CREATE TABLE",
        "",
        "InnoDB",
        "8.0.28",
        columns,
        key.length == 0 ? null : new KeyDefinition("PRIMARY", keyColumns, true),
        key.length == 0 ? Map.of() : Map.of("PRIMARY", List.of(key)));
  }

  /** Values as the text protocol sends them: Strings as UTF-8, byte arrays, null. */
  public static SourceRow row(Object... values) {
    SourceRow row = new SourceRow(values.length);
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        row.setNull(i);
      } else {
        byte[] value =
            values[i] instanceof byte[] bytes
                ? bytes
                : values[i].toString().getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[value.length + 3];
        System.arraycopy(value, 0, shifted, 2, value.length);
        row.set(i, shifted, 2, value.length);
      }
    }
    return row;
  }
}
