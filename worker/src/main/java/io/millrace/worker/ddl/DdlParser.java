package io.millrace.worker.ddl;

import io.debezium.antlr.mysql.SqlMode;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;

/** The library's grammar, which is the one of MySQL's own tools. */
final class DdlParser {
  /** ALTER DATABASE without a name means the session's; the grammar wants the name. */
  private static final Pattern NAMELESS_DATABASE =
      Pattern.compile(
          "^(\\s*ALTER\\s+(?:DATABASE|SCHEMA)\\s+)"
              + "(?=(?:DEFAULT|CHARACTER|CHARSET|COLLATE|ENCRYPTION|READ)\\b)",
          Pattern.CASE_INSENSITIVE);

  /** MariaDB's versions have been above MySQL's since its 10.0. */
  private static final int FIRST_MARIADB = 100_000;

  private DdlParser() {}

  /**
   * @throws UnreadableDdlException at the first place that the grammar does not know
   */
  static MySqlParser.SimpleStatementContext parse(DdlStatement statement, int serverVersion) {
    Set<SqlMode> modes = EnumSet.of(SqlMode.NoMode);
    if (statement.ansiQuotes()) {
      modes.add(SqlMode.AnsiQuotes);
    }
    if (statement.noBackslashEscapes()) {
      modes.add(SqlMode.NoBackslashEscapes);
    }
    MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(readable(statement, serverVersion)));
    lexer.serverVersion = serverVersion;
    lexer.sqlModes = modes;
    lexer.removeErrorListeners();
    lexer.addErrorListener(new FirstError());
    MySqlParser parser = new MySqlParser(new CommonTokenStream(lexer));
    parser.serverVersion = serverVersion;
    parser.sqlModes = modes;
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstError());
    List<MySqlParser.QueryContext> statements = parser.queries().query();
    if (statements.size() != 1 || statements.get(0).simpleStatement() == null) {
      throw new UnreadableDdlException("one statement expected, found " + statements.size());
    }
    return statements.get(0).simpleStatement();
  }

  private static String readable(DdlStatement statement, int serverVersion) {
    String sql =
        serverVersion >= FIRST_MARIADB ? MariaDbWords.asMySql(statement.sql()) : statement.sql();
    String database = "`" + statement.database().replace("`", "``") + "` ";
    return NAMELESS_DATABASE.matcher(sql).replaceFirst("$1" + Matcher.quoteReplacement(database));
  }

  private static final class FirstError extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object symbol,
        int line,
        int column,
        String message,
        RecognitionException cause) {
      int end = message.indexOf(" expecting ");
      throw new UnreadableDdlException(
          "line " + line + ":" + column + " " + (end < 0 ? message : message.substring(0, end)));
    }
  }
}
