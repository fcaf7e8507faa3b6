package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;
import java.util.stream.Stream;
import org.antlr.v4.runtime.tree.ParseTree;

/** CREATE TABLE with its columns. */
final class CreateTableReader {
  private CreateTableReader() {}

  /** Whether columns come from a query, so that the text does not tell them all. */
  static boolean takesRows(MySqlParser.CreateTableContext create) {
    return holdsQuery(create.createTableOptionsEtc());
  }

  private static boolean holdsQuery(ParseTree tree) {
    if (tree == null) {
      return false;
    }
    if (tree instanceof MySqlParser.AsCreateQueryExpressionContext) {
      return true;
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (holdsQuery(tree.getChild(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param inherited the database's default
   */
  static TrackedTable read(
      TableId id,
      MySqlParser.CreateTableContext create,
      ElementReader elements,
      Collations known,
      Collation inherited) {
    TableDraft draft =
        new TableDraft(id, CharsetOptions.ofTable(options(create)).meant(known).orElse(inherited));
    for (MySqlParser.TableElementContext element : create.tableElementList().tableElement()) {
      MySqlParser.ColumnDefinitionContext column = element.columnDefinition();
      if (column != null) {
        String name = Names.identifier(column.columnName());
        draft.insert(elements.column(name, column.fieldDefinition(), draft), null);
      }
    }
    for (MySqlParser.TableElementContext element : create.tableElementList().tableElement()) {
      MySqlParser.ColumnDefinitionContext column = element.columnDefinition();
      if (column != null) {
        String name = Names.identifier(column.columnName());
        elements.addKeys(name, column.fieldDefinition(), draft, key -> false);
      } else {
        elements.addConstraint(element.tableConstraintDef(), draft, key -> false);
      }
    }
    return draft.finish();
  }

  private static Stream<MySqlParser.CreateTableOptionContext> options(
      MySqlParser.CreateTableContext create) {
    return create.createTableOptionsEtc() == null
            || create.createTableOptionsEtc().createTableOptions() == null
        ? Stream.empty()
        : create.createTableOptionsEtc().createTableOptions().createTableOption().stream();
  }
}
