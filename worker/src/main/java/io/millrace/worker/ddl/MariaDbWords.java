package io.millrace.worker.ddl;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What MariaDB's statements say in other words than MySQL's. A condition may be left out: the
 * statement was executed, and one whose condition did not hold does not fit what is known of the
 * table, by which it shows. Pure.
 */
final class MariaDbWords {
  private static final String QUOTED =
      "'(?:[^'\\\\]|''|\\\\.)*+'|\"(?:[^\"\\\\]|\"\"|\\\\.)*+\"|`(?:[^`]|``)*+`";

  private static final Pattern CONDITION =
      Pattern.compile(
          QUOTED + "|\\bIF\\s+(?:NOT\\s+)?EXISTS\\b|(?<=\\))\\s*PERSISTENT\\b",
          Pattern.CASE_INSENSITIVE);

  /** Statements that have conditions of which MySQL's grammar knows none. */
  private static final Pattern CONDITIONED =
      Pattern.compile(
          "^\\s*(?:ALTER\\s+(?:ONLINE\\s+)?(?:IGNORE\\s+)?TABLE|RENAME\\s+TABLE"
              + "|CREATE\\s+(?:UNIQUE\\s+|FULLTEXT\\s+|SPATIAL\\s+)?INDEX|DROP\\s+INDEX)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern REPLACE_TABLE =
      Pattern.compile("^(\\s*CREATE)\\s+OR\\s+REPLACE(\\s+TABLE\\b)", Pattern.CASE_INSENSITIVE);

  private MariaDbWords() {}

  /** Whether it is CREATE OR REPLACE TABLE: a DROP and a CREATE in one. */
  static boolean replacesTable(String sql) {
    return REPLACE_TABLE.matcher(sql).find();
  }

  /** The statement in the words of MySQL's grammar, as far as they are known. */
  static String asMySql(String sql) {
    String plain = REPLACE_TABLE.matcher(sql).replaceFirst("$1$2");
    return CONDITIONED.matcher(plain).find()
        ? CONDITION.matcher(plain).replaceAll(MariaDbWords::replacement)
        : plain;
  }

  private static String replacement(MatchResult match) {
    String found = match.group().strip().toUpperCase(Locale.ROOT);
    if (found.startsWith("IF")) {
      return "";
    }
    return found.equals("PERSISTENT")
        ? " STORED"
        : java.util.regex.Matcher.quoteReplacement(match.group());
  }
}
