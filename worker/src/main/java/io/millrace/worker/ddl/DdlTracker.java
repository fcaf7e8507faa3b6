package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.proto.table.TableId;
import io.millrace.worker.schema.Collations.Collation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** A tracker that reads statements with Debezium's grammar and applies them by MySQL's rules. */
public final class DdlTracker implements SchemaTracker {
  private final SourceRules rules;
  private final Map<TableId, TrackedTable> tables = new HashMap<>();
  private final Set<TableId> doubted = new HashSet<>();
  private final Map<String, String> databases = new HashMap<>();

  public DdlTracker(SourceRules rules) {
    this.rules = rules;
  }

  @Override
  public void put(TrackedTable table) {
    TableId id = names("").id(table.id().database(), table.id().table());
    doubted.remove(id);
    tables.put(id, table.named(id));
  }

  /** Begins to follow a table of which nothing but its name is known. */
  public void doubt(TableId table) {
    forget(names("").id(table.database(), table.table()));
  }

  /** Whether a table is there whose columns the statements did not tell. */
  public boolean isDoubted(TableId table) {
    return doubted.contains(names("").id(table.database(), table.table()));
  }

  @Override
  public void putDatabase(String database, String collation) {
    databases.put(names("").folded(database), collation);
  }

  @Override
  public Optional<TrackedTable> table(TableId table) {
    return Optional.ofNullable(tables.get(names("").id(table.database(), table.table())));
  }

  @Override
  public List<TrackedTable> tables() {
    return List.copyOf(tables.values());
  }

  @Override
  public List<TableChange> apply(DdlStatement statement) {
    DdlWords words = DdlWords.of(statement.sql());
    if (!words.mayConcernTables()) {
      return List.of();
    }
    Map<TableId, TrackedTable> tablesBefore = Map.copyOf(tables);
    Set<TableId> doubtedBefore = Set.copyOf(doubted);
    try {
      return new StatementRun(statement).run();
    } catch (UnreadableDdlException | ParseCancellationException e) {
      tables.clear();
      tables.putAll(tablesBefore);
      doubted.clear();
      doubted.addAll(doubtedBefore);
      return doubt(statement, words, e.getMessage());
    }
  }

  /** What stands where a table's name belongs; if nothing does, every followed name in it. */
  private List<TableChange> doubt(DdlStatement statement, DdlWords words, String reason) {
    Set<TableId> touched = new HashSet<>(words.tables(names(statement.database())));
    Set<TableId> followed = new HashSet<>(tables.keySet());
    followed.addAll(doubted);
    if (touched.isEmpty()) {
      followed.stream().filter(id -> words.holds(id.table())).forEach(touched::add);
    }
    List<TableChange> changes = new ArrayList<>();
    for (TableId id : touched.stream().sorted().toList()) {
      if (followed.contains(id)) {
        forget(id);
      }
      changes.add(TableChange.unparsed(id, reason));
    }
    return changes;
  }

  private void forget(TableId id) {
    tables.remove(id);
    doubted.add(id);
  }

  private Names names(String database) {
    return new Names(database, rules.lowerCaseNames(), false);
  }

  /** One statement. */
  private final class StatementRun {
    private final DdlStatement statement;
    private final SourceRules rules;
    private final Names names;
    private final ElementReader elements;
    private final Conditions conditions;
    private final List<TableChange> changes = new ArrayList<>();

    StatementRun(DdlStatement statement) {
      this.statement = statement;
      this.rules = DdlTracker.this.rules.under(statement);
      this.names =
          new Names(statement.database(), rules.lowerCaseNames(), statement.noBackslashEscapes());
      this.elements = new ElementReader(rules, names);
      this.conditions = MariaDbWords.conditions(statement.sql());
    }

    List<TableChange> run() {
      MySqlParser.SimpleStatementContext tree = DdlParser.parse(statement, rules.serverVersion());
      if (tree.createStatement() != null) {
        create(tree.createStatement());
      } else if (tree.alterStatement() != null) {
        alter(tree.alterStatement());
      } else if (tree.dropStatement() != null) {
        drop(tree.dropStatement());
      } else if (tree.renameTableStatement() != null) {
        rename(tree.renameTableStatement());
      } else if (tree.truncateTableStatement() != null) {
        note(DdlKind.TRUNCATED, names.table(tree.truncateTableStatement().tableRef()));
      }
      return changes;
    }

    private void note(DdlKind kind, TableId table) {
      changes.add(TableChange.of(kind, table));
    }

    private void create(MySqlParser.CreateStatementContext create) {
      if (create.createTable() != null) {
        if (create.createTable().TEMPORARY_SYMBOL() == null) {
          createTable(create.createTable());
        }
      } else if (create.createDatabase() != null) {
        String name = names.folded(Names.identifier(create.createDatabase().schemaName()));
        if (!databases.containsKey(name)) {
          databases.put(
              name,
              CharsetOptions.ofDatabase(create.createDatabase().createDatabaseOption().stream())
                  .meant(rules.collations())
                  .map(Collation::name)
                  .orElse(rules.collations().serverCollation()));
        }
      } else if (create.createIndex() != null) {
        createIndex(create.createIndex());
      }
    }

    private void createTable(MySqlParser.CreateTableContext create) {
      TableId id = names.table(create.tableName());
      if (create.ifNotExists() != null && isThere(id)) {
        return;
      }
      if (MariaDbWords.replaces(statement.sql()) && isThere(id)) {
        dropTable(id);
      }
      note(DdlKind.CREATED, id);
      doubted.remove(id);
      if (create.LIKE_SYMBOL() != null) {
        TrackedTable model = tables.get(names.table(create.tableRef()));
        if (model == null) {
          forget(id);
        } else {
          tables.put(id, model.named(id));
        }
      } else if (CreateTableReader.takesRows(create) || create.tableElementList() == null) {
        forget(id);
      } else {
        Collation inherited = databaseCollation(id.database());
        tables.put(id, CreateTableReader.read(id, create, elements, rules.collations(), inherited));
      }
    }

    private void createIndex(MySqlParser.CreateIndexContext create) {
      TableId id = names.table(create.createIndexTarget().tableRef());
      edit(id, draft -> addIndex(create, draft));
    }

    private void addIndex(MySqlParser.CreateIndexContext create, TableDraft draft) {
      String name = Names.identifier(create.indexName());
      boolean isThere = draft.hasIndex(name);
      if (isThere && MariaDbWords.replaces(statement.sql())) {
        draft.dropIndex(name);
      }
      if (!conditions.within(create) || !isThere) {
        draft.addIndex(
            name,
            create.UNIQUE_SYMBOL() != null,
            create.indexOption().stream()
                .map(MySqlParser.IndexOptionContext::commonIndexOption)
                .noneMatch(ElementReader::hides),
            ElementReader.parts(create.createIndexTarget().keyListWithExpression()));
      }
    }

    private void edit(TableId id, Consumer<TableDraft> change) {
      TrackedTable before = tables.get(id);
      if (before == null) {
        changes.add(TableChange.altered(id, true));
        return;
      }
      TableDraft draft = TableDraft.of(before, collation(before.collation()));
      change.accept(draft);
      TrackedTable after = draft.finish();
      tables.put(id, after);
      changes.add(TableChange.altered(id, KeyComparison.differs(before, after, Map.of())));
    }

    private void drop(MySqlParser.DropStatementContext drop) {
      if (drop.dropTable() != null && drop.dropTable().TEMPORARY_SYMBOL() == null) {
        drop.dropTable().tableRefList().tableRef().forEach(t -> dropTable(names.table(t)));
      } else if (drop.dropDatabase() != null) {
        String name = names.folded(Names.identifier(drop.dropDatabase().schemaRef()));
        Set<TableId> there = new HashSet<>(tables.keySet());
        there.addAll(doubted);
        there.stream().filter(id -> id.database().equals(name)).sorted().forEach(this::dropTable);
        databases.remove(name);
      } else if (drop.dropIndex() != null) {
        String index = Names.identifier(drop.dropIndex().indexRef());
        edit(names.table(drop.dropIndex().tableRef()), draft -> draft.dropIndex(index));
      }
    }

    private void dropTable(TableId id) {
      note(DdlKind.DROPPED, id);
      tables.remove(id);
      doubted.remove(id);
    }

    private void rename(MySqlParser.RenameTableStatementContext rename) {
      boolean conditional = conditions.within(rename);
      for (MySqlParser.RenamePairContext pair : rename.renamePair()) {
        TableId from = names.table(pair.tableRef());
        TableId to = names.table(pair.tableName());
        if (!conditional || isThere(from) || !isThere(to)) {
          rename(from, to);
        }
      }
    }

    private boolean isThere(TableId id) {
      return tables.containsKey(id) || doubted.contains(id);
    }

    private void rename(TableId from, TableId to) {
      changes.add(TableChange.between(DdlKind.RENAMED, from, to));
      TrackedTable table = tables.remove(from);
      boolean wasDoubted = doubted.remove(from);
      if (table != null) {
        doubted.remove(to);
        tables.put(to, table.named(to));
      } else if (wasDoubted || tables.containsKey(to)) {
        forget(to);
      }
    }

    private void alter(MySqlParser.AlterStatementContext alter) {
      if (alter.alterDatabase() != null) {
        String name =
            alter.alterDatabase().schemaRef() == null
                ? statement.database()
                : Names.identifier(alter.alterDatabase().schemaRef());
        CharsetOptions.ofDatabase(
                alter.alterDatabase().alterDatabaseOption().stream()
                    .map(MySqlParser.AlterDatabaseOptionContext::createDatabaseOption))
            .meant(rules.collations())
            .ifPresent(c -> databases.put(names.folded(name), c.name()));
      } else if (alter.alterTable() != null) {
        alterTable(alter.alterTable());
      }
    }

    private void alterTable(MySqlParser.AlterTableContext alter) {
      TableId id = names.table(alter.tableRef());
      MySqlParser.AlterTableActionsContext actions = alter.alterTableActions();
      if (actions == null) {
        changes.add(TableChange.altered(id, false));
        return;
      }
      if (actions.standaloneAlterCommands() != null) {
        alone(id, actions.standaloneAlterCommands());
        return;
      }
      AlterList list = AlterList.of(actions);
      Optional<DdlKind> lonely =
          list.options().stream().map(AlterKinds::of).flatMap(Optional::stream).findFirst();
      if (lonely.isPresent()) {
        note(lonely.get(), id);
        return;
      }
      TrackedTable before = tables.get(id);
      if (before == null) {
        changes.add(TableChange.altered(id, !list.items().isEmpty()));
      } else {
        Collation inherited = databaseCollation(id.database());
        Optional<Collation> convert = list.convert(rules.collations(), inherited);
        Collation now =
            list.collation(rules.collations())
                .or(() -> convert)
                .orElseGet(() -> collation(before.collation()));
        AlterTableReader reader =
            new AlterTableReader(rules, names, before, now, list.items(), conditions);
        TrackedTable after = reader.read(convert.orElse(null));
        tables.put(id, after);
        changes.add(
            TableChange.altered(id, KeyComparison.differs(before, after, reader.oldNames())));
      }
      list.newName().ifPresent(name -> rename(id, names.table(name)));
    }

    private void alone(TableId id, MySqlParser.StandaloneAlterCommandsContext command) {
      DdlKind kind = AlterKinds.of(command);
      if (kind == DdlKind.PARTITION_EXCHANGED) {
        TableId other = names.table(command.alterPartition().tableRef());
        changes.add(TableChange.between(kind, id, other));
        changes.add(TableChange.between(kind, other, id));
      } else {
        note(kind, id);
      }
    }

    private Collation databaseCollation(String database) {
      return collation(databases.getOrDefault(database, rules.collations().serverCollation()));
    }

    private Collation collation(String name) {
      return new CharacterSets(rules.collations(), null).collation(name);
    }
  }
}
