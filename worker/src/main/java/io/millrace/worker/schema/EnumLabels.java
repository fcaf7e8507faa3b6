package io.millrace.worker.schema;

import io.millrace.proto.table.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Labels of an ENUM or SET from COLUMN_TYPE as the server prints it: {@code enum('a','it''s')}. A
 * quote within a label is doubled; backslash, zero byte, line feed and carriage return are escaped
 * with a backslash (seen on 8.0.33). Pure.
 */
public final class EnumLabels {
  private static final Set<String> WIDE = Set.of("utf8mb4", "utf16", "utf16le", "utf32", "gb18030");

  private EnumLabels() {}

  /**
   * Whether a label of the column may read otherwise in truth: the server keeps a column's type as
   * utf8mb3 text, in which characters outside the Basic Multilingual Plane are question marks (seen
   * on 8.0.33, information_schema and SHOW CREATE TABLE alike).
   */
  public static boolean areDoubtful(ColumnDefinition column) {
    boolean binary = column.charset() == null || column.charset().equals("binary");
    return column.labels().stream()
        .anyMatch(
            label ->
                ((binary || WIDE.contains(column.charset())) && label.indexOf('?') >= 0)
                    || (binary && label.chars().anyMatch(c -> c > 0x7e)));
  }

  static List<String> parse(String columnType) {
    List<String> labels = new ArrayList<>();
    int at = columnType.indexOf('(') + 1;
    while (at > 0 && at < columnType.length() && columnType.charAt(at) == '\'') {
      StringBuilder label = new StringBuilder();
      at++;
      while (columnType.charAt(at) != '\'' || columnType.startsWith("''", at)) {
        char c = columnType.charAt(at);
        boolean escaped = c == '\'' || c == '\\';
        at += escaped ? 1 : 0;
        label.append(c == '\\' ? unescaped(columnType.charAt(at)) : columnType.charAt(at));
        at++;
      }
      labels.add(label.toString());
      at += 1;
      at += at < columnType.length() && columnType.charAt(at) == ',' ? 1 : 0;
    }
    return labels;
  }

  private static char unescaped(char letter) {
    return switch (letter) {
      case '0' -> '\0';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'Z' -> '\u001a';
      default -> letter;
    };
  }
}
