package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;
import java.util.List;
import java.util.Optional;

/** The commands and options of one ALTER TABLE. */
record AlterList(
    List<MySqlParser.AlterListItemContext> items,
    List<MySqlParser.CreateTableOptionContext> options) {

  static AlterList of(MySqlParser.AlterTableActionsContext actions) {
    if (actions.alterCommandList() == null || actions.alterCommandList().alterList() == null) {
      return new AlterList(List.of(), List.of());
    }
    MySqlParser.AlterListContext list = actions.alterCommandList().alterList();
    return new AlterList(
        list.alterListItem(),
        list.createTableOptionsSpaceSeparated().stream()
            .flatMap(options -> options.createTableOption().stream())
            .toList());
  }

  /** The table's default from now on, where an option names it. */
  Optional<Collation> collation(Collations known) {
    return CharsetOptions.ofTable(options.stream()).meant(known);
  }

  /** What CONVERT TO CHARACTER SET means. */
  Optional<Collation> convert(Collations known, Collation ofDatabase) {
    return items.stream()
        .filter(item -> item.CONVERT_SYMBOL() != null)
        .map(item -> convert(item, new CharacterSets(known, ofDatabase)))
        .findFirst();
  }

  private static Collation convert(MySqlParser.AlterListItemContext item, CharacterSets sets) {
    String collate = item.collate() == null ? null : Names.option(item.collate().collationName());
    if (item.charsetName() != null) {
      return sets.named(Names.option(item.charsetName()), false, collate);
    }
    return collate == null ? sets.inherited() : sets.collation(collate);
  }

  /** The table's new name, where it gets one. */
  Optional<MySqlParser.TableNameContext> newName() {
    return items.stream()
        .filter(item -> item.tableName() != null)
        .map(MySqlParser.AlterListItemContext::tableName)
        .findFirst();
  }
}
