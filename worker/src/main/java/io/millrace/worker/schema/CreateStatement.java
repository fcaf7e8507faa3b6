package io.millrace.worker.schema;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.worker.mysql.Quoting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The text of SHOW CREATE TABLE, and what differs between two of them. */
public final class CreateStatement {
  /** The table's next number stands among the options; it grows with every row. */
  private static final Pattern NEXT_NUMBER =
      Pattern.compile("^(\\) ENGINE=\\S+(?: \\S+)*?) AUTO_INCREMENT=\\d+", Pattern.MULTILINE);

  private CreateStatement() {}

  /** Asks the server. Opens no read view. */
  public static String read(Connection connection, TableId table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + Quoting.table(table))) {
      row.next();
      return row.getString(2);
    }
  }

  /**
   * Checks that a table still is as it was planned. Opens no read view.
   *
   * @throws MillraceException TABLE_CHANGED naming the table and what changed
   */
  public static void requireUnchanged(Connection connection, TableDefinition planned)
      throws SQLException {
    Optional<String> difference =
        difference(planned.createStatement(), read(connection, planned.id()));
    if (difference.isPresent()) {
      throw new MillraceException(
          ErrorCode.TABLE_CHANGED,
          "Table " + planned.id() + " was changed while it was copied: " + difference.get());
    }
  }

  /** What changed, for a person; empty when both say the same but for the AUTO_INCREMENT number. */
  public static Optional<String> difference(String planned, String now) {
    String before = NEXT_NUMBER.matcher(planned).replaceAll("$1");
    String after = NEXT_NUMBER.matcher(now).replaceAll("$1");
    if (before.equals(after)) {
      return Optional.empty();
    }
    List<String> linesBefore = before.lines().map(CreateStatement::bare).toList();
    List<String> linesAfter = after.lines().map(CreateStatement::bare).toList();
    List<String> gone = linesBefore.stream().filter(l -> !linesAfter.contains(l)).toList();
    List<String> come = linesAfter.stream().filter(l -> !linesBefore.contains(l)).toList();
    return Optional.of("was " + gone + ", is " + come);
  }

  private static String bare(String line) {
    String bare = line.strip();
    return bare.endsWith(",") ? bare.substring(0, bare.length() - 1) : bare;
  }
}
