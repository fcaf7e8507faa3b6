package io.millrace.worker.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Labels of an ENUM or SET from COLUMN_TYPE as the server prints it: {@code enum('a','it''s')}. A
 * quote within a label is doubled, nothing else is escaped. Pure.
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
        at += columnType.charAt(at) == '\'' ? 1 : 0;
        label.append(columnType.charAt(at++));
      }
      labels.add(label.toString());
      at += 1;
      at += at < columnType.length() && columnType.charAt(at) == ',' ? 1 : 0;
    }
    return labels;
  }
}
