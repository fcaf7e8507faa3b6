package io.millrace.worker.binlog;

import io.millrace.worker.statement.Lexemes;
import io.millrace.worker.statement.SetStatement;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement in the binlog is to the rows around it.
 *
 * @param rest what follows the words that name it; of an XA statement the name of its transaction,
 *     spelled {@code x'6162',x'',1}; of a change the whole statement, without comments before it
 */
public record StatementMeaning(Kind kind, String rest) {
  private static final Pattern LEADING =
      Pattern.compile(
          "^(?:\\s|\\(|" + Lexemes.EXECUTED + "|" + Lexemes.COMMENT + ")*+", Pattern.DOTALL);

  private static final Pattern CONTROL =
      Pattern.compile(
          "^(BEGIN|START TRANSACTION|COMMIT|ROLLBACK TO|ROLLBACK|XA START|XA BEGIN|XA END"
              + "|XA PREPARE|XA COMMIT|XA ROLLBACK|SAVEPOINT|RELEASE SAVEPOINT)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern XID =
      Pattern.compile(
          "^(X'[0-9A-F]*')\\s*,\\s*(X'[0-9A-F]*')\\s*,\\s*([0-9]+)", Pattern.CASE_INSENSITIVE);

  private static final Set<String> CHANGES =
      Set.of("INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD", "WITH", "CALL", "DO", "SELECT");

  /** What it does. */
  public enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    /** To a savepoint. */
    PARTIAL_ROLLBACK,
    XA_START,
    XA_COMMIT,
    XA_ROLLBACK,
    /** Says nothing about rows. */
    NEUTRAL,
    /** Changes rows: written under statement format. */
    CHANGE,
    /** Any other, which ends its transaction: DDL and the like. */
    OTHER
  }

  public static StatementMeaning of(QueryEvent query) {
    String sql = LEADING.matcher(SetStatement.behind(query.sql())).replaceFirst("");
    Matcher control = CONTROL.matcher(sql);
    if (control.find()) {
      String words = control.group(1).toUpperCase(Locale.ROOT);
      String rest = sql.substring(control.end()).strip();
      return new StatementMeaning(control(words), words.startsWith("XA ") ? xid(rest) : rest);
    }
    String first = sql.split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    return CHANGES.contains(first)
        ? new StatementMeaning(Kind.CHANGE, sql)
        : new StatementMeaning(Kind.OTHER, "");
  }

  private static Kind control(String words) {
    return switch (words) {
      case "BEGIN", "START TRANSACTION" -> Kind.BEGIN;
      case "COMMIT" -> Kind.COMMIT;
      case "ROLLBACK" -> Kind.ROLLBACK;
      case "ROLLBACK TO" -> Kind.PARTIAL_ROLLBACK;
      case "XA START", "XA BEGIN" -> Kind.XA_START;
      case "XA COMMIT" -> Kind.XA_COMMIT;
      case "XA ROLLBACK" -> Kind.XA_ROLLBACK;
      default -> Kind.NEUTRAL;
    };
  }

  /** What has another form than servers write is its own name. */
  private static String xid(String rest) {
    Matcher xid = XID.matcher(rest);
    return xid.find()
        ? (xid.group(1) + "," + xid.group(2) + "," + xid.group(3)).toLowerCase(Locale.ROOT)
        : rest;
  }
}
