package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyPartContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableConstraintDefContext;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.schema.IndexDefinition;
import java.util.List;
import java.util.function.Predicate;

/** Reads what CREATE TABLE and ALTER TABLE have in common: columns, keys and options. */
final class ElementReader {
  private final SourceRules rules;
  private final TypeReader types;

  ElementReader(SourceRules rules, Names names) {
    this.rules = rules;
    this.types = new TypeReader(rules, names);
  }

  /** The column that a definition makes in this table; its keys come with {@link #addKeys}. */
  ColumnDefinition column(String name, FieldDefinitionContext field, TableDraft table) {
    String collate = field.collate() == null ? null : Names.option(field.collate().collationName());
    Boolean nullable = null;
    for (ColumnAttributeContext attribute : field.columnAttribute()) {
      if (attribute.collate() != null) {
        collate = Names.option(attribute.collate().collationName());
      }
      if (attribute.nullLiteral() != null && attribute.DEFAULT_SYMBOL() == null) {
        nullable = attribute.NOT_SYMBOL() == null;
      }
    }
    ColumnDefinition column = types.read(name, field.dataType(), collate, table.collation());
    boolean serial = field.dataType().SERIAL_SYMBOL() != null;
    boolean stamp = column.dataType().equals("timestamp") && !rules.explicitTimestampDefaults();
    boolean allowsNull = nullable == null ? !serial && !stamp : nullable;
    boolean numbered =
        field.columnAttribute().stream().anyMatch(a -> a.AUTO_INCREMENT_SYMBOL() != null);
    boolean generated = field.AS_SYMBOL() != null;
    return Columns.with(column, name, allowsNull && !numbered, generated);
  }

  /**
   * Keys that a column's own words ask for.
   *
   * @param there whether a key of this name stands in the way and is left as it is
   */
  void addKeys(
      String name, FieldDefinitionContext field, TableDraft table, Predicate<String> there) {
    List<IndexDefinition.Part> part = List.of(new IndexDefinition.Part(name, false, false, false));
    if (field.dataType().SERIAL_SYMBOL() != null && !there.test(name)) {
      table.addIndex(null, true, true, part);
    }
    for (ColumnAttributeContext attribute : field.columnAttribute()) {
      if (attribute.UNIQUE_SYMBOL() != null || attribute.SERIAL_SYMBOL() != null) {
        if (!there.test(name)) {
          table.addIndex(null, true, true, part);
        }
      } else if (attribute.KEY_SYMBOL() != null && !there.test(TableDraft.PRIMARY)) {
        table.addPrimary(part);
      }
    }
  }

  /**
   * A key that stands by itself; checks are passed over.
   *
   * @param there whether a key of this name stands in the way and is left as it is
   */
  void addConstraint(
      TableConstraintDefContext constraint, TableDraft table, Predicate<String> there) {
    String given =
        constraint.constraintName() == null || constraint.constraintName().identifier() == null
            ? null
            : Names.identifier(constraint.constraintName().identifier());
    if (constraint.PRIMARY_SYMBOL() != null) {
      if (!there.test(TableDraft.PRIMARY)) {
        table.addPrimary(parts(constraint.keyListWithExpression()));
      }
    } else if (constraint.FOREIGN_SYMBOL() != null) {
      String own = name(constraint);
      table.addForeignIndex(
          given == null ? own : given,
          constraint.keyList().keyPart().stream().map(ElementReader::part).toList());
    } else if (constraint.keyListWithExpression() != null || constraint.keyList() != null) {
      String own = name(constraint);
      String name = own == null ? given : own;
      List<IndexDefinition.Part> parts =
          constraint.keyListWithExpression() == null
              ? constraint.keyList().keyPart().stream().map(ElementReader::part).toList()
              : parts(constraint.keyListWithExpression());
      boolean visible =
          constraint.indexOption().stream()
              .map(MySqlParser.IndexOptionContext::commonIndexOption)
              .noneMatch(ElementReader::hides);
      if (!there.test(name == null ? parts.get(0).column() : name)) {
        table.addIndex(name, constraint.UNIQUE_SYMBOL() != null, visible, parts);
      }
    }
  }

  static boolean hides(MySqlParser.CommonIndexOptionContext option) {
    return option != null
        && option.visibility() != null
        && option.visibility().INVISIBLE_SYMBOL() != null;
  }

  static List<IndexDefinition.Part> parts(MySqlParser.KeyListWithExpressionContext list) {
    return list.keyPartOrExpression().stream()
        .map(
            part ->
                part.keyPart() != null
                    ? part(part.keyPart())
                    : new IndexDefinition.Part(null, false, true, descending(part.direction())))
        .toList();
  }

  private static IndexDefinition.Part part(KeyPartContext part) {
    return new IndexDefinition.Part(
        Names.identifier(part.identifier()),
        part.fieldLength() != null,
        false,
        descending(part.direction()));
  }

  private static boolean descending(MySqlParser.DirectionContext direction) {
    return direction != null && direction.DESC_SYMBOL() != null;
  }

  private static String name(TableConstraintDefContext constraint) {
    MySqlParser.IndexNameContext name =
        constraint.indexNameAndType() == null
            ? constraint.indexName()
            : constraint.indexNameAndType().indexName();
    return name == null ? null : Names.identifier(name.identifier());
  }
}
