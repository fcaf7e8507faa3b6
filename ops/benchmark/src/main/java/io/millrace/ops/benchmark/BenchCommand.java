package io.millrace.ops.benchmark;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.MySqlOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code millrace bench}: embedded servers, one coordinator, one worker. */
@Command(
    name = "bench",
    description = "Measures how fast a worker copies, and what it takes to do so.",
    mixinStandardHelpOptions = true)
public final class BenchCommand implements Runnable {
  private static final String DATABASE = "bench";
  private static final String LARGE_MESSAGES = "4194304";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a benchmark: full or memory.");
  }

  @Command(
      description = "Sysbench's tables: rows/s, CPU seconds per million rows, peak memory.",
      mixinStandardHelpOptions = true)
  int full(
      @Option(names = "--rows-per-table", defaultValue = "500000") int rowsPerTable,
      @Option(names = "--tables", defaultValue = "4") int tables,
      @Option(names = "--lanes", defaultValue = "2") int lanes,
      @Option(names = "--worker-heap", paramLabel = "SIZE", defaultValue = "256m") String heap) {
    return onServers(
        (servers, connection) -> {
          List<String> names =
              BenchTables.sysbench(
                  connection, DATABASE, tables, rowsPerTable, BenchCommand::progress);
          return new BenchRun(servers, DATABASE, names, lanes, heap, Map.of()).run("full");
        });
  }

  @Command(
      description = "With a small heap: 2 million rows, then 2 000 rows of 1 MB each.",
      mixinStandardHelpOptions = true)
  int memory(
      @Option(names = "--worker-heap", paramLabel = "SIZE", defaultValue = "256m") String heap) {
    return onServers(
        (servers, connection) -> {
          List<String> many =
              BenchTables.sysbench(connection, DATABASE, 1, 2_000_000, BenchCommand::progress);
          boolean manyRows =
              new BenchRun(servers, DATABASE, many, 2, heap, Map.of()).run("2 million rows");
          List<String> large =
              BenchTables.large(connection, DATABASE, 2_000, BenchCommand::progress);
          Map<String, String> topic = Map.of("max.message.bytes", LARGE_MESSAGES);
          boolean largeRows =
              new BenchRun(servers, DATABASE, large, 2, heap, topic).run("rows of 1 MB");
          return manyRows && largeRows;
        });
  }

  private int onServers(Measurement measurement) {
    MySqlOptions mysql = MySqlOptions.defaults().with("--innodb-buffer-pool-size=1G");
    KafkaOptions kafka = new KafkaOptions(1, Map.of(), "1g");
    try (DemoServers servers = DemoServers.embedded(mysql, kafka, BenchCommand::progress);
        Connection connection =
            DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password())) {
      return measurement.run(servers, connection) ? ExitCode.DONE : ExitCode.FAILED;
    } catch (SQLException e) {
      throw new CommandFailedException("failed: making the tables: " + e.getMessage(), e);
    }
  }

  private static void progress(String line) {
    System.err.println(line);
  }

  /** Makes tables, copies them and says whether every row arrived. */
  private interface Measurement {
    boolean run(DemoServers servers, Connection connection) throws SQLException;
  }
}
