package io.millrace.worker.snapshot;

import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import io.millrace.ops.devservers.ServerUnavailableException;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.chunk.PlannedSource;
import io.millrace.worker.chunk.RangePlanner;
import io.millrace.worker.chunk.TablePlanner;
import io.millrace.worker.mysql.SourceServer;
import io.millrace.worker.row.SelectList;
import io.millrace.worker.row.SourceRow;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real MySQL with a database {@code shop}, and the short words that the tests speak. */
public final class SourceFixture implements AutoCloseable {
  private final MySqlServer mysql;
  private final Connection admin;
  private final TablePlanner planner;
  private final SourceServer server;
  private final ChunkReader reader;
  private final Connection cutting;

  public SourceFixture(String... serverArguments) throws SQLException {
    this(MySqlOptions.defaults().with(serverArguments));
  }

  /** Skips the test when there is no such server to be had on this machine. */
  public SourceFixture(MySqlOptions options) throws SQLException {
    mysql = started(options);
    admin = DriverManager.getConnection(mysql.jdbcUrl(""), mysql.user(), mysql.password());
    sql("CREATE DATABASE shop", "USE shop", "SET sql_mode = 'ALLOW_INVALID_DATES'");
    server = server(mysql.user(), mysql.password());
    planner = new TablePlanner(server);
    reader = new ChunkReader(server);
    cutting = server.open();
  }

  private static MySqlServer started(MySqlOptions options) {
    try {
      return DevServers.embedded().startMySql(options);
    } catch (ServerUnavailableException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  public SourceServer server() {
    return server;
  }

  public SourceServer server(String user, String password) {
    return new SourceServer(source(user), password);
  }

  public TaskDefinition.Source source(String user) {
    return new TaskDefinition.Source(mysql.host(), mysql.port(), user, null, null, null, null);
  }

  public MySqlServer mysql() {
    return mysql;
  }

  public ChunkReader reader() {
    return reader;
  }

  /** Runs statements as the administrator. */
  public void sql(String... statements) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The same over a connection of their own, which then ends. */
  public void apart(String... statements) throws SQLException {
    try (Connection own =
            DriverManager.getConnection(mysql.jdbcUrl("shop"), mysql.user(), mysql.password());
        Statement statement = own.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Begins a new binlog file and removes all others. */
  public void purgeBinlogs() throws SQLException {
    sql("FLUSH BINARY LOGS");
    List<String> files = column("SHOW BINARY LOGS");
    purgeBinlogsTo(files.get(files.size() - 1));
  }

  /**
   * Removes the binlog files before this one. One that a reader has not let go of yet is left out
   * by the server, with a warning alone (MySQL manual, "PURGE BINARY LOGS Statement").
   */
  public void purgeBinlogsTo(String file) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    do {
      sql("PURGE BINARY LOGS TO '" + file + "'");
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("a reader holds on to one of " + column("SHOW BINARY LOGS"));
      }
    } while (!column("SHOW BINARY LOGS").get(0).equals(file));
  }

  /** The first column of every row. */
  public List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = admin.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** Type, key and Extra of a statement's EXPLAIN. */
  public String explain(String sql) throws SQLException {
    try (Statement statement = admin.createStatement();
        ResultSet row = statement.executeQuery("EXPLAIN " + sql)) {
      row.next();
      return row.getString("type") + " " + row.getString("key") + " " + row.getString("Extra");
    }
  }

  public PlannedSource plan(String table) {
    return planner.plan(new TableId("shop", table));
  }

  /** Every range of a plan, cut a few at a time. */
  public List<KeyRange> cut(PlannedSource plan, long rowsPerChunk) {
    if (plan.definition().chunkKey().isEmpty()) {
      return List.of(KeyRange.whole());
    }
    List<KeyRange> ranges = new ArrayList<>();
    KeyRange rest = plan.max() == null ? null : new KeyRange(null, plan.max());
    while (rest != null) {
      RangePlanner.Cut cut = RangePlanner.cut(cutting, plan.definition(), rest, rowsPerChunk, 2);
      ranges.addAll(cut.ranges());
      rest = cut.rest();
    }
    return ranges;
  }

  /** Reads one range in a view of its own; gives a column of each row as text. */
  public List<String> read(PlannedSource plan, KeyRange range, String column) {
    List<String> values = new ArrayList<>();
    int place = plan.definition().indexOf(column);
    try (ChunkView view =
        reader.open(plan.definition(), plan.min(), selectList(plan.definition()))) {
      view.read(
          range,
          row -> {
            values.add(text(row, place));
            return true;
          });
      view.verifyUnchanged();
    }
    return values;
  }

  public static String text(SourceRow row, int column) {
    return row.isNull(column)
        ? null
        : new String(
            row.bytes(column), row.from(column), row.length(column), StandardCharsets.UTF_8);
  }

  public static String selectList(TableDefinition table) {
    return SelectList.of(table);
  }

  @Override
  public void close() throws SQLException {
    reader.close();
    planner.close();
    cutting.close();
    admin.close();
    mysql.close();
  }
}
