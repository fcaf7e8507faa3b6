package io.millrace.worker.ddl;

import io.millrace.worker.statement.Lexemes;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What MariaDB's statements say in other words than MySQL's. Pure. */
final class MariaDbWords {
  private static final int CONDITION = 1;
  private static final int PERSISTENT = 2;
  private static final String STORED = " STORED";

  private static final Pattern OWN_WORDS =
      Pattern.compile(
          Lexemes.COMMENT
              + "|"
              + Lexemes.QUOTED
              + "|(\\bIF\\s+(?:NOT\\s+)?EXISTS\\b)"
              + "|((?<=\\))\\s*PERSISTENT\\b)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Statements that have conditions of which MySQL's grammar knows none. */
  private static final Pattern CONDITIONED =
      Pattern.compile(
          "^(?:\\s|"
              + Lexemes.COMMENT
              + ")*+(?:ALTER\\s+(?:ONLINE\\s+)?(?:IGNORE\\s+)?TABLE|RENAME\\s+TABLES?"
              + "|CREATE\\s+(?:UNIQUE\\s+|FULLTEXT\\s+|SPATIAL\\s+)?INDEX|DROP\\s+INDEX)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern OWN_COMMENTS =
      Pattern.compile(Lexemes.COMMENT + "|" + Lexemes.QUOTED + "|(/\\*M(?=!))", Pattern.DOTALL);

  private static final Pattern OR_REPLACE =
      Pattern.compile(
          "^((?:\\s|"
              + Lexemes.COMMENT
              + ")*+CREATE)(\\s+OR\\s+REPLACE)(?=\\s+(?:TABLE|UNIQUE|FULLTEXT|SPATIAL|INDEX)\\b)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private MariaDbWords() {}

  /** Whether it is CREATE OR REPLACE TABLE or INDEX: a DROP and a CREATE in one. */
  static boolean replaces(String sql) {
    return OR_REPLACE.matcher(sql).find();
  }

  /** The statement in the words of MySQL's grammar, each part of it in its place. */
  static String asMySql(String sql) {
    String plain =
        OR_REPLACE
            .matcher(withMySqlComments(sql))
            .replaceFirst(
                match ->
                    Matcher.quoteReplacement(match.group(1)) + " ".repeat(match.group(2).length()));
    return CONDITIONED.matcher(plain).find()
        ? OWN_WORDS.matcher(plain).replaceAll(MariaDbWords::replacement)
        : plain;
  }

  private static String withMySqlComments(String sql) {
    return OWN_COMMENTS
        .matcher(sql)
        .replaceAll(
            match -> match.group(1) == null ? Matcher.quoteReplacement(match.group()) : " /*");
  }

  private static String replacement(MatchResult match) {
    int length = match.group().length();
    if (match.group(CONDITION) != null) {
      return " ".repeat(length);
    }
    return match.group(PERSISTENT) == null
        ? Matcher.quoteReplacement(match.group())
        : " ".repeat(length - STORED.length()) + STORED;
  }

  /** The conditions that {@link #asMySql} leaves out. */
  static Conditions conditions(String sql) {
    if (!CONDITIONED.matcher(sql).find()) {
      return new Conditions(List.of());
    }
    return new Conditions(
        OWN_WORDS
            .matcher(sql)
            .results()
            .filter(match -> match.group(CONDITION) != null)
            .map(match -> sql.codePointCount(0, match.start()))
            .toList());
  }
}
