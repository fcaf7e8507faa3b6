package io.millrace.worker.mysql;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.TableId;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Writes names and values into SQL text. Pure. */
public final class Quoting {
  private static final HexFormat HEX = HexFormat.of();

  private Quoting() {}

  /** A name in backquotes. */
  public static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** {@code `database`.`table`}. */
  public static String table(TableId table) {
    return name(table.database()) + "." + name(table.table());
  }

  /** Names in backquotes, comma-separated. */
  public static String names(Collection<String> names) {
    return names.stream().map(Quoting::name).collect(Collectors.joining(", "));
  }

  /** A text literal; the session's sql_mode must not contain NO_BACKSLASH_ESCAPES. */
  public static String text(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** {@code x'..'}: a binary string. */
  public static String hex(Bytes bytes) {
    return "x'" + HEX.formatHex(bytes.toArray()) + "'";
  }

  /** Bytes of a character string in {@code charset}, compared by {@code collation}. */
  public static String characters(Bytes bytes, String charset, String collation) {
    return "_" + charset + " " + hex(bytes) + " COLLATE " + collation;
  }
}
