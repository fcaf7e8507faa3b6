package io.millrace.worker.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The character sets and collations of one server. Names are looked up in any case, and the old
 * name {@code utf8} is understood as {@code utf8mb3} where the server knows only the new one.
 *
 * @param byName every collation by its name in lower case
 * @param maxBytes by character set, how many bytes one character takes at most
 * @param serverCollation collation_server: what a database without words of its own gets
 */
public record Collations(
    Map<String, Collation> byName, Map<String, Integer> maxBytes, String serverCollation) {
  private static final String OLD_NAME = "utf8";
  private static final String NEW_NAME = "utf8mb3";

  /**
   * One collation.
   *
   * @param isDefault whether its character set takes it where none is named
   */
  public record Collation(String name, String charset, boolean isDefault, boolean padSpace) {}

  public Collations {
    byName = Map.copyOf(byName);
    maxBytes = Map.copyOf(maxBytes);
  }

  /** Asks the server; on a connection of its own, never on a chunk's. */
  public static Collations read(Connection connection) throws SQLException {
    Map<String, Collation> byName = new LinkedHashMap<>();
    Map<String, Integer> maxBytes = new LinkedHashMap<>();
    boolean ofSeveralSets = false;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SHOW COLLATION")) {
        boolean saysPad = row.getMetaData().getColumnCount() >= 7;
        while (row.next()) {
          String name = row.getString(1);
          boolean padSpace =
              saysPad ? "PAD SPACE".equals(row.getString(7)) : TableCapture.isPadSpace(name);
          if (row.getString(2) == null) {
            ofSeveralSets = true;
            continue;
          }
          byName.put(
              name.toLowerCase(Locale.ROOT),
              new Collation(name, row.getString(2), "Yes".equals(row.getString(4)), padSpace));
        }
      }
      if (ofSeveralSets) {
        readOfSeveralSets(statement, byName);
      }
      try (ResultSet row = statement.executeQuery("SHOW CHARACTER SET")) {
        while (row.next()) {
          maxBytes.put(row.getString(1), row.getInt(4));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT @@global.collation_server")) {
        row.next();
        return new Collations(byName, maxBytes, row.getString(1));
      }
    }
  }

  /**
   * MariaDB 10.10 and later has collations for several character sets, and names the default of a
   * set in a variable.
   */
  private static void readOfSeveralSets(Statement statement, Map<String, Collation> byName)
      throws SQLException {
    Set<String> defaults = new HashSet<>();
    try (ResultSet row =
        statement.executeQuery("SHOW GLOBAL VARIABLES LIKE 'character_set_collations'")) {
      if (row.next()) {
        for (String pair : row.getString(2).split(",", -1)) {
          defaults.add(pair.substring(pair.indexOf('=') + 1).strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT FULL_COLLATION_NAME, CHARACTER_SET_NAME"
                + " FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY")) {
      while (row.next()) {
        String name = row.getString(1);
        String lower = name.toLowerCase(Locale.ROOT);
        Collation other = byName.get(lower);
        boolean isDefault =
            defaults.contains(lower)
                || (other != null
                    && other.isDefault()
                    && defaults.stream().noneMatch(d -> d.startsWith(other.charset() + "_")));
        byName.put(
            lower, new Collation(name, row.getString(2), isDefault, TableCapture.isPadSpace(name)));
      }
    }
  }

  public Optional<Collation> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    Collation found = byName.get(lower);
    if (found == null && lower.startsWith(OLD_NAME + "_")) {
      found = byName.get(NEW_NAME + lower.substring(OLD_NAME.length()));
    }
    return Optional.ofNullable(found);
  }

  /** What a character set takes where no collation is named; empty when there is no such set. */
  public Optional<Collation> defaultOf(String charset) {
    String set = canonical(charset);
    return byName.values().stream()
        .filter(c -> c.charset().equals(set) && c.isDefault())
        .findFirst();
  }

  /** The collation that compares bytes: {@code latin1_bin} for {@code latin1}. */
  public Optional<Collation> binaryOf(String charset) {
    String set = canonical(charset);
    return named(set.equals("binary") ? set : set + "_bin");
  }

  /** At least 1, also for a set that the server does not know. */
  public int maxBytesOf(String charset) {
    return maxBytes.getOrDefault(canonical(charset), 1);
  }

  private String canonical(String charset) {
    String lower = charset.toLowerCase(Locale.ROOT);
    return lower.equals(OLD_NAME) && !maxBytes.containsKey(OLD_NAME) ? NEW_NAME : lower;
  }
}
