package io.millrace.worker.stream;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.KeyColumn;
import io.millrace.proto.table.KeyDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.ddl.TrackedTable;
import io.millrace.worker.schema.IndexDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Definitions of tables that statements have changed. Pure. */
final class Definitions {
  private Definitions() {}

  /**
   * The definition after a statement. Its text is made of what was tracked, so that a later holder
   * can follow the table on from it.
   *
   * @param before the definition before it, whose key is kept where it is still there: it knows
   *     more of the key's order
   */
  static TableDefinition of(TrackedTable tracked, TableDefinition before) {
    Map<String, List<String>> unique = new TreeMap<>();
    for (IndexDefinition index : tracked.indexes()) {
      if (index.unique() && index.parts().stream().allMatch(part -> part.column() != null)) {
        unique.put(index.name(), index.parts().stream().map(IndexDefinition.Part::column).toList());
      }
    }
    return new TableDefinition(
        before.id(),
        TrackedText.of(tracked),
        before.createTime(),
        before.engine(),
        before.serverVersion(),
        tracked.columns(),
        key(tracked, before).orElse(null),
        unique);
  }

  private static Optional<KeyDefinition> key(TrackedTable tracked, TableDefinition before) {
    List<IndexDefinition> keys =
        tracked.indexes().stream().filter(IndexDefinition::tellsRowsApart).toList();
    Optional<IndexDefinition> same =
        keys.stream()
            .filter(index -> before.key() != null && isSame(index, before.key()))
            .findFirst();
    Optional<IndexDefinition> primary =
        keys.stream().filter(IndexDefinition::isPrimary).findFirst();
    if (same.isPresent() && (primary.isEmpty() || same.get().isPrimary())) {
      return Optional.of(before.key());
    }
    return primary
        .or(() -> keys.stream().findFirst())
        .map(
            index ->
                new KeyDefinition(
                    index.name(),
                    index.parts().stream()
                        .map(part -> new KeyColumn(part.column(), Bytes.of(new byte[0])))
                        .toList(),
                    false));
  }

  private static boolean isSame(IndexDefinition index, KeyDefinition key) {
    return index.name().equals(key.name())
        && index.parts().stream()
            .map(IndexDefinition.Part::column)
            .toList()
            .equals(key.columns().stream().map(KeyColumn::column).toList());
  }
}
