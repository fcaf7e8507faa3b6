package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The options DEFAULT CHARACTER SET and DEFAULT COLLATE of tables and databases. */
record CharsetOptions(
    List<MySqlParser.DefaultCharsetContext> charsets,
    List<MySqlParser.DefaultCollationContext> collations) {

  static CharsetOptions ofTable(Stream<MySqlParser.CreateTableOptionContext> options) {
    List<MySqlParser.CreateTableOptionContext> all = options.toList();
    return new CharsetOptions(
        all.stream().map(o -> o.defaultCharset()).filter(Objects::nonNull).toList(),
        all.stream().map(o -> o.defaultCollation()).filter(Objects::nonNull).toList());
  }

  static CharsetOptions ofDatabase(Stream<MySqlParser.CreateDatabaseOptionContext> options) {
    List<MySqlParser.CreateDatabaseOptionContext> all = options.filter(Objects::nonNull).toList();
    return new CharsetOptions(
        all.stream().map(o -> o.defaultCharset()).filter(Objects::nonNull).toList(),
        all.stream().map(o -> o.defaultCollation()).filter(Objects::nonNull).toList());
  }

  /** What they say; empty when they say nothing, or DEFAULT. */
  Optional<Collation> meant(Collations known) {
    if (!collations.isEmpty()) {
      MySqlParser.DefaultCollationContext last = collations.get(collations.size() - 1);
      if (last.collationName() != null) {
        return Optional.of(
            new CharacterSets(known, null).collation(Names.option(last.collationName())));
      }
    }
    if (!charsets.isEmpty()) {
      MySqlParser.DefaultCharsetContext last = charsets.get(charsets.size() - 1);
      if (last.charsetName() != null) {
        return Optional.of(
            new CharacterSets(known, null).named(Names.option(last.charsetName()), false, null));
      }
    }
    return Optional.empty();
  }
}
