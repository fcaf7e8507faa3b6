package io.millrace.worker.encode;

import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The tag that tells a table's keys. */
final class KeyInfo {
  static final String TAG = "pk_uk_info";
  private static final String PRIMARY = "PRIMARY";

  private KeyInfo() {}

  /** {@code {"PRIMARY":["id"],"uk":["a","b"]}}, the primary key first, the others by name. */
  static String json(TableDefinition table) {
    ByteBuilder json = new ByteBuilder(64);
    json.put('{');
    List<String> names = new ArrayList<>(table.uniqueKeys().keySet());
    names.sort(
        Comparator.comparing((String name) -> !name.equals(PRIMARY))
            .thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        json.put(',');
      }
      JsonText.putString(json, names.get(i));
      json.put(':');
      JsonText.putArray(json, table.uniqueKeys().get(names.get(i)));
    }
    json.put('}');
    return new String(json.copy(), StandardCharsets.UTF_8);
  }
}
