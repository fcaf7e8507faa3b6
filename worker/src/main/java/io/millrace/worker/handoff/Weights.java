package io.millrace.worker.handoff;

import io.millrace.proto.table.Bytes;
import io.millrace.worker.mysql.SourceErrors;
import io.millrace.worker.mysql.SourceServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the server for the weights of characters, many at a time, over a connection of its own that
 * is opened when first needed; what was asked lately is remembered. One object serves any number of
 * tables; used by one thread.
 */
public final class Weights implements AutoCloseable {
  private static final int MOST_VALUES = 500;
  private static final int MOST_CHARACTERS = 256 * 1024;
  private static final int MOST_KNOWN_BYTES = 16 * 1024 * 1024;

  private final SourceServer source;
  private final Map<String, Bytes> known = new HashMap<>();
  private int knownBytes;
  private Connection connection;

  public Weights(SourceServer source) {
    this.source = source;
  }

  /**
   * The value of each expression, in order.
   *
   * @throws io.millrace.common.error.MillraceException SOURCE_UNREACHABLE and others
   */
  List<Bytes> of(List<String> expressions) {
    List<String> unknown =
        expressions.stream().distinct().filter(e -> !known.containsKey(e)).toList();
    if (knownBytes > MOST_KNOWN_BYTES) {
      known.clear();
      knownBytes = 0;
      unknown = expressions.stream().distinct().toList();
    }
    List<Bytes> answers = askAll(unknown);
    for (int i = 0; i < answers.size(); i++) {
      known.put(unknown.get(i), answers.get(i));
      knownBytes += 2 * unknown.get(i).length() + answers.get(i).length();
    }
    return expressions.stream().map(known::get).toList();
  }

  private List<Bytes> askAll(List<String> expressions) {
    List<Bytes> weights = new ArrayList<>(expressions.size());
    int from = 0;
    while (from < expressions.size()) {
      int to = from;
      int characters = 0;
      while (to < expressions.size() && to - from < MOST_VALUES && characters < MOST_CHARACTERS) {
        characters += expressions.get(to).length();
        to++;
      }
      weights.addAll(ask(expressions.subList(from, to)));
      from = to;
    }
    return weights;
  }

  /** A connection that was idle for long may be dead without knowing: asked once more. */
  private List<Bytes> ask(List<String> expressions) {
    boolean fresh = connection == null;
    try {
      return select(expressions);
    } catch (SQLException e) {
      close();
      if (fresh || !SourceErrors.isConnectionLost(e)) {
        throw failure(e);
      }
    }
    try {
      return select(expressions);
    } catch (SQLException e) {
      close();
      throw failure(e);
    }
  }

  private RuntimeException failure(SQLException e) {
    return SourceErrors.of(e, "Asking " + source.address() + " for the order of keys");
  }

  private List<Bytes> select(List<String> expressions) throws SQLException {
    if (connection == null) {
      connection = source.open();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + String.join(", ", expressions))) {
      row.next();
      List<Bytes> values = new ArrayList<>(expressions.size());
      for (int i = 1; i <= expressions.size(); i++) {
        values.add(Bytes.of(row.getBytes(i)));
      }
      return values;
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      SourceServer.discard(connection);
      connection = null;
    }
  }
}
