package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.Collations.Collation;

/**
 * Which collation the words of a statement mean.
 *
 * @param inherited what counts where nothing is said
 */
record CharacterSets(Collations collations, Collation inherited) {

  /**
   * @param words CHARACTER SET, ASCII, UNICODE, BYTE, BINARY behind a type; null without
   * @param collate the name behind COLLATE; null without
   */
  Collation of(MySqlParser.CharsetWithOptBinaryContext words, String collate) {
    if (words == null) {
      return collate == null ? inherited : collation(collate);
    }
    boolean binary = words.BINARY_SYMBOL() != null;
    if (words.BYTE_SYMBOL() != null) {
      return binary();
    }
    if (words.ascii() != null) {
      return named("latin1", words.ascii().BINARY_SYMBOL() != null, collate);
    }
    if (words.unicode() != null) {
      return named("ucs2", words.unicode().BINARY_SYMBOL() != null, collate);
    }
    if (words.charsetName() != null) {
      return named(Names.option(words.charsetName()), binary, collate);
    }
    return named(inherited.charset(), binary, collate);
  }

  Collation named(String charset, boolean binary, String collate) {
    if (collate != null) {
      return collation(collate);
    }
    return (binary ? collations.binaryOf(charset) : collations.defaultOf(charset))
        .orElseThrow(() -> new UnreadableDdlException("unknown character set " + charset));
  }

  Collation collation(String name) {
    return collations
        .named(name)
        .orElseThrow(() -> new UnreadableDdlException("unknown collation " + name));
  }

  Collation binary() {
    return collation("binary");
  }
}
