package io.millrace.ops.devservers;

import java.util.ArrayList;
import java.util.List;

/**
 * How a MySQL server is started.
 *
 * @param kind which one
 * @param serverArguments options of {@code mysqld}, such as {@code --sync-binlog=1}; they follow
 *     and so override the defaults
 */
public record MySqlOptions(MySqlKind kind, List<String> serverArguments) {

  public MySqlOptions {
    serverArguments = List.copyOf(serverArguments);
    for (String argument : serverArguments) {
      if (!argument.startsWith("--")) {
        throw new IllegalArgumentException(
            "A MySQL server argument begins with '--', this one does not: " + argument);
      }
    }
  }

  /** GTIDs, row binlog with full images, durability traded for speed. */
  public static MySqlOptions defaults() {
    return of(MySqlKind.MYSQL_8_0);
  }

  /** As {@link #defaults}, for another server. */
  public static MySqlOptions of(MySqlKind kind) {
    return new MySqlOptions(kind, List.of());
  }

  /** These options and {@code more}; the later of two for the same setting wins. */
  public MySqlOptions with(String... more) {
    List<String> all = new ArrayList<>(serverArguments);
    all.addAll(List.of(more));
    return new MySqlOptions(kind, all);
  }
}
