package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.schema.Collations.Collation;
import io.millrace.worker.schema.IndexDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * ALTER TABLE in the server's order, not the statement's: first every old column is kept, renamed,
 * changed or dropped where it stands, all by their old names; then new and moved columns go to
 * their places, one after the other, by new names; then old keys follow their columns; new keys
 * come last.
 */
final class AlterTableReader {
  private record Placed(ColumnDefinition column, String after, boolean moved) {}

  private final SourceRules rules;
  private final Conditions conditions;
  private final ElementReader elements;
  private final TableDraft old;
  private final TableDraft fresh;
  private final List<AlterListItemContext> items;
  private final Map<String, ColumnDefinition> changed = new HashMap<>();
  private final Map<String, String> newNames = new HashMap<>();
  private final Set<String> dropped = new HashSet<>();
  private final List<Placed> placed = new ArrayList<>();

  /**
   * @param collation the table's default after the statement
   */
  AlterTableReader(
      SourceRules rules,
      Names names,
      TrackedTable table,
      Collation collation,
      List<AlterListItemContext> items,
      Conditions conditions) {
    this.rules = rules;
    this.conditions = conditions;
    this.elements = new ElementReader(rules, names);
    this.old = TableDraft.of(table, collation);
    this.fresh = new TableDraft(table.id(), collation);
    this.items = items.stream().filter(item -> !lacksItsColumn(item)).toList();
  }

  private boolean lacksItsColumn(AlterListItemContext item) {
    return conditions.within(item) && column(item) != null && !old.has(column(item));
  }

  /** By a column's name after the statement, in lower case, its name before. */
  Map<String, String> oldNames() {
    Map<String, String> oldNames = new HashMap<>();
    newNames.forEach((before, after) -> oldNames.put(lower(after), before));
    return oldNames;
  }

  /**
   * @param convert what CONVERT TO CHARACTER SET names, null without
   */
  TrackedTable read(Collation convert) {
    items.forEach(this::readColumn);
    for (ColumnDefinition column : old.columns()) {
      String name = lower(column.name());
      if (!dropped.contains(name)) {
        ColumnDefinition now = changed.getOrDefault(name, column);
        boolean redefined = changed.containsKey(name);
        String newName = newNames.getOrDefault(name, now.name());
        ColumnDefinition kept = Columns.with(now, newName, now.nullable(), now.generated());
        fresh.columns().add(convert == null || redefined ? kept : converted(kept, convert));
      }
    }
    placed.forEach(this::place);
    keepIndexes();
    items.forEach(this::readNewIndex);
    return fresh.finish();
  }

  private void place(Placed next) {
    fresh.columns().removeIf(c -> next.moved() && c.name().equals(next.column().name()));
    fresh.insert(next.column(), next.after());
  }

  private void readColumn(AlterListItemContext item) {
    int verb = item.getStart().getType();
    String column = column(item);
    switch (verb) {
      case MySqlParser.ADD_SYMBOL -> {
        if (item.tableElementList() != null) {
          item.tableElementList().tableElement().stream()
              .map(MySqlParser.TableElementContext::columnDefinition)
              .filter(definition -> definition != null)
              .forEach(d -> add(item, Names.identifier(d.columnName()), d.fieldDefinition()));
        } else if (item.fieldDefinition() != null) {
          add(item, Names.identifier(item.identifier()), item.fieldDefinition());
        }
      }
      case MySqlParser.CHANGE_SYMBOL -> change(column, Names.identifier(item.identifier()), item);
      case MySqlParser.MODIFY_SYMBOL -> change(column, null, item);
      case MySqlParser.DROP_SYMBOL -> {
        if (column != null && item.FOREIGN_SYMBOL() == null) {
          old.find(column);
          dropped.add(lower(column));
        }
      }
      case MySqlParser.RENAME_SYMBOL -> {
        if (column != null) {
          old.find(column);
          newNames.put(lower(column), Names.identifier(item.identifier()));
        }
      }
      default -> {
        // Defaults, visibility of columns, order of rows: nothing that is tracked.
      }
    }
  }

  private void add(
      AlterListItemContext item, String name, MySqlParser.FieldDefinitionContext field) {
    if (!conditions.within(item) || !isThere(name)) {
      placed.add(new Placed(elements.column(name, field, fresh), after(item.place()), false));
    }
  }

  /** For a condition: also what the statement itself drops is there. */
  private boolean isThere(String column) {
    return old.has(column)
        || placed.stream().anyMatch(p -> !p.moved() && p.column().name().equalsIgnoreCase(column));
  }

  private Predicate<String> indexThere(AlterListItemContext item) {
    return name -> conditions.within(item) && (old.hasIndex(name) || fresh.hasIndex(name));
  }

  private void change(String column, String newName, AlterListItemContext item) {
    String before = old.columns().get(old.find(column)).name();
    String name = newName == null ? before : newName;
    ColumnDefinition definition = elements.column(name, item.fieldDefinition(), fresh);
    newNames.put(lower(before), name);
    changed.put(lower(before), definition);
    if (item.place() != null) {
      placed.add(new Placed(definition, after(item.place()), true));
    }
  }

  private static String after(MySqlParser.PlaceContext place) {
    if (place == null) {
      return null;
    }
    return place.FIRST_SYMBOL() != null ? "" : Names.identifier(place.identifier());
  }

  private void keepIndexes() {
    for (IndexDefinition index : old.indexes()) {
      List<IndexDefinition.Part> parts = new ArrayList<>();
      for (IndexDefinition.Part part : index.parts()) {
        String name = part.column() == null ? null : lower(part.column());
        if (name == null || !dropped.contains(name)) {
          String now = name == null ? null : newNames.getOrDefault(name, part.column());
          boolean text = name == null || takesPrefix(fresh.columns().get(fresh.find(now)));
          parts.add(
              new IndexDefinition.Part(
                  now, part.prefix() && text, part.nullable(), part.descending()));
        }
      }
      if (!parts.isEmpty()) {
        fresh
            .indexes()
            .add(new IndexDefinition(index.name(), index.unique(), index.visible(), parts));
      }
    }
    items.forEach(this::readOldIndex);
  }

  private static boolean takesPrefix(ColumnDefinition column) {
    return column.charset() != null
        || column.dataType().contains("binary")
        || column.dataType().endsWith("blob");
  }

  private void readOldIndex(AlterListItemContext item) {
    int verb = item.getStart().getType();
    if (verb == MySqlParser.DROP_SYMBOL) {
      if (item.PRIMARY_SYMBOL() != null) {
        fresh.dropIndex("PRIMARY");
      } else if (item.indexRef() != null) {
        fresh.dropIndex(Names.identifier(item.indexRef()));
      } else if (item.CONSTRAINT_SYMBOL() != null) {
        fresh.dropIndex(Names.identifier(item.identifier()));
      }
    } else if (verb == MySqlParser.RENAME_SYMBOL && item.indexRef() != null) {
      rename(Names.identifier(item.indexRef()), Names.identifier(item.indexName()));
    } else if (verb == MySqlParser.ALTER_SYMBOL && item.indexRef() != null) {
      show(Names.identifier(item.indexRef()), item.visibility().INVISIBLE_SYMBOL() == null);
    }
  }

  private void rename(String from, String to) {
    fresh
        .indexes()
        .replaceAll(
            i ->
                i.name().equalsIgnoreCase(from)
                    ? new IndexDefinition(to, i.unique(), i.visible(), i.parts())
                    : i);
  }

  private void show(String name, boolean visible) {
    fresh
        .indexes()
        .replaceAll(
            i ->
                i.name().equalsIgnoreCase(name)
                    ? new IndexDefinition(i.name(), i.unique(), visible, i.parts())
                    : i);
  }

  private void readNewIndex(AlterListItemContext item) {
    Predicate<String> there = indexThere(item);
    if (item.tableConstraintDef() != null) {
      elements.addConstraint(item.tableConstraintDef(), fresh, there);
    } else if (item.tableElementList() != null) {
      for (MySqlParser.TableElementContext element : item.tableElementList().tableElement()) {
        if (element.tableConstraintDef() != null) {
          elements.addConstraint(element.tableConstraintDef(), fresh, there);
        } else {
          elements.addKeys(
              Names.identifier(element.columnDefinition().columnName()),
              element.columnDefinition().fieldDefinition(),
              fresh,
              there);
        }
      }
    } else if (item.fieldDefinition() != null) {
      String name = item.identifier() == null ? column(item) : Names.identifier(item.identifier());
      elements.addKeys(name, item.fieldDefinition(), fresh, there);
    }
  }

  /** A column under CONVERT TO CHARACTER SET: a TEXT grows so that every character still fits. */
  private ColumnDefinition converted(ColumnDefinition column, Collation to) {
    if (column.charset() == null) {
      return column;
    }
    ColumnDefinition now =
        switch (column.dataType()) {
          case "char", "varchar" ->
              Columns.text(column.name(), column.dataType(), column.length(), to);
          case "enum", "set" ->
              Columns.labelled(column.name(), column.dataType(), column.labels(), to);
          default -> {
            int before = rules.collations().maxBytesOf(column.charset());
            int after = rules.collations().maxBytesOf(to.charset());
            // MySQL manual, "ALTER TABLE Statement": as many characters as before must fit.
            long bytes = column.length() / before * after;
            yield Columns.large(column.name(), Columns.Large.forBytes(bytes), to);
          }
        };
    return Columns.with(now, column.name(), column.nullable(), column.generated());
  }

  private static String column(AlterListItemContext item) {
    return item.columnInternalRef() == null
        ? null
        : Names.identifier(item.columnInternalRef().identifier());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
