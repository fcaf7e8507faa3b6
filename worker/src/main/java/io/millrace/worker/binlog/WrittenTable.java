package io.millrace.worker.binlog;

import io.millrace.proto.table.TableId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the table that a statement without rows writes to, by how it begins. A view or a trigger
 * may lead from there to another one. Pure.
 */
public final class WrittenTable {
  private static final String NAME =
      "(`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[\\p{L}\\p{N}_$]+(?![\\p{L}\\p{N}_$]))";

  private static final String TABLE = "\\s*" + NAME + "(?:\\s*\\.\\s*" + NAME + ")?";

  private static final List<Pattern> FORMS =
      Stream.of(
              "(?:INSERT|REPLACE)(?:\\s+(?:LOW_PRIORITY|HIGH_PRIORITY|DELAYED|IGNORE|INTO)\\b)*<T>",
              "UPDATE(?:\\s+(?:LOW_PRIORITY|IGNORE)\\b)*<T>\\s*\\bSET\\b",
              "DELETE(?:\\s+(?:LOW_PRIORITY|QUICK|IGNORE)\\b)*\\s+FROM<T>(?=\\s*(?:$|;|WHERE\\b|ORDER\\b|LIMIT\\b))",
              "LOAD\\s.*?\\bINTO\\s+TABLE<T>")
          .map(form -> "^" + form.replace("<T>", TABLE))
          .map(form -> Pattern.compile(form, Pattern.CASE_INSENSITIVE | Pattern.DOTALL))
          .toList();

  /** What a server writes when it starts, of a table in memory that became empty by that. */
  private static final Pattern EMPTIED =
      Pattern.compile("^DELETE FROM `(?:[^`]|``)+`\\.`(?:[^`]|``)+`$");

  private WrittenTable() {}

  /**
   * @param sql without comments before it, as {@link StatementMeaning#rest}
   * @param database the session's
   * @return empty when it writes to several tables, or does not say to which
   */
  public static Optional<TableId> of(String sql, String database) {
    for (Pattern form : FORMS) {
      Matcher found = form.matcher(sql);
      if (found.find()) {
        String first = unquoted(found.group(1));
        return Optional.of(
            found.group(2) == null
                ? new TableId(database, first)
                : new TableId(first, unquoted(found.group(2))));
      }
    }
    return Optional.empty();
  }

  /** Whether the server itself says so that a table in memory is empty after its start. */
  public static boolean isEmptiedByServer(String sql) {
    return EMPTIED.matcher(sql).matches();
  }

  private static String unquoted(String name) {
    char quote = name.charAt(0);
    if (quote != '`' && quote != '"') {
      return name;
    }
    String one = String.valueOf(quote);
    return name.substring(1, name.length() - 1).replace(one + one, one);
  }
}
