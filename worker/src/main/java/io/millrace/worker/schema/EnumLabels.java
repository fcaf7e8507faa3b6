package io.millrace.worker.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Labels of an ENUM or SET from COLUMN_TYPE as the server prints it: {@code enum('a','it''s')}. A
 * quote within a label is doubled; backslash, zero byte, line feed and carriage return are escaped
 * with a backslash (seen on 8.0.33). Pure.
 */
final class EnumLabels {
  private EnumLabels() {}

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
