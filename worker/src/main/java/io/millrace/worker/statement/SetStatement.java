package io.millrace.worker.statement;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * MariaDB's {@code SET STATEMENT variable = value, ... FOR statement}, which stands in the binlog
 * as it was sent. Pure.
 */
public final class SetStatement {
  private static final Pattern TOKEN =
      Pattern.compile(
          Lexemes.EXECUTED
              + "|"
              + Lexemes.COMMENT
              + "|"
              + Lexemes.QUOTED
              + "|(?<word>"
              + Lexemes.WORD
              + ")|(?<open>\\()|(?<close>\\))",
          Pattern.DOTALL);

  private SetStatement() {}

  /** The statement itself; what has no such words before it comes back as it is. */
  public static String behind(String sql) {
    Matcher token = TOKEN.matcher(sql);
    int depth = 0;
    int words = 0;
    while (token.find()) {
      depth += token.group("open") != null ? 1 : token.group("close") != null ? -1 : 0;
      String word = token.group("word");
      if (word != null) {
        boolean fits =
            switch (words) {
              case 0 -> word.equalsIgnoreCase("SET");
              case 1 -> word.equalsIgnoreCase("STATEMENT");
              default -> true;
            };
        if (!fits) {
          return sql;
        }
        words++;
        if (words > 2 && depth == 0 && word.equalsIgnoreCase("FOR")) {
          return behind(sql.substring(token.end()));
        }
      }
    }
    return sql;
  }
}
