package io.millrace.ops.benchmark;

import io.millrace.ops.cli.CommandFailedException;
import io.millrace.ops.cli.ExitCode;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.load.LoadFailedException;
import io.millrace.ops.demo.load.SysbenchTables;
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
  private static final String EXACTLY_ONCE = "exactly-once";
  private static final String DELIVERIES = "exactly-once or at-least-once.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name a benchmark: full, memory, stream or latency.");
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
          BenchTables.prepare(connection, DATABASE);
          List<String> names =
              SysbenchTables.create(connection, tables, rowsPerTable, BenchCommand::progress);
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
          BenchTables.prepare(connection, DATABASE);
          List<String> many =
              SysbenchTables.create(connection, 1, 2_000_000, BenchCommand::progress);
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

  @Command(
      description = "Catching up on sysbench's oltp_write_only: row changes/s, CPU, peak memory.",
      mixinStandardHelpOptions = true)
  int stream(
      @Option(names = "--row-changes", defaultValue = "600000") long rowChanges,
      @Option(
              names = "--rounds",
              defaultValue = "2",
              description = "How often to catch up: the first time also pays for compilation.")
          int rounds,
      @Option(names = "--rows-per-table", defaultValue = "25000") int rowsPerTable,
      @Option(names = "--tables", defaultValue = "4") int tables,
      @Option(names = "--partitions", defaultValue = "1") int partitions,
      @Option(names = "--delivery", defaultValue = EXACTLY_ONCE, description = DELIVERIES)
          String delivery,
      @Option(names = "--worker-heap", paramLabel = "SIZE", defaultValue = "256m") String heap,
      @Option(
              names = "--worker-java-option",
              paramLabel = "OPTION",
              description = "Beside the heap's; may be given several times.")
          List<String> javaOptions,
      @Option(names = "--verify", description = "Check every record, not their count alone.")
          boolean verify) {
    return onServers(
        (servers, connection) -> {
          BenchTables.prepare(connection, DATABASE);
          return new StreamRun(
                  servers,
                  DATABASE,
                  tables,
                  rowsPerTable,
                  rowChanges,
                  rounds,
                  partitions,
                  delivery,
                  heap,
                  javaOptions == null ? List.of() : javaOptions,
                  verify)
              .run(connection);
        });
  }

  @Command(
      description = "From COMMIT on the source to visible for a committed reader: p50, p90, p99.",
      mixinStandardHelpOptions = true)
  int latency(
      @Option(names = "--rate", paramLabel = "TRANSACTIONS/S", defaultValue = "500") int rate,
      @Option(names = "--seconds", defaultValue = "60") int seconds,
      @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "10") int warmUp,
      @Option(names = "--delivery", defaultValue = EXACTLY_ONCE, description = DELIVERIES)
          String delivery,
      @Option(names = "--worker-heap", paramLabel = "SIZE", defaultValue = "256m") String heap) {
    return onServers(
        (servers, connection) -> {
          BenchTables.prepare(connection, DATABASE);
          return new LatencyRun(servers, DATABASE, rate, seconds, warmUp, delivery, heap)
              .run(connection);
        });
  }

  private int onServers(Measurement measurement) {
    MySqlOptions mysql = MySqlOptions.defaults().with("--innodb-buffer-pool-size=1G");
    KafkaOptions kafka = new KafkaOptions(1, Map.of(), "1g", null);
    try (DemoServers servers = DemoServers.embedded(mysql, kafka, BenchCommand::progress);
        Connection connection =
            DriverManager.getConnection(servers.jdbcUrl(""), servers.user(), servers.password())) {
      return measurement.run(servers, connection) ? ExitCode.DONE : ExitCode.FAILED;
    } catch (LoadFailedException e) {
      throw new CommandFailedException("failed: " + e.getMessage(), e);
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
