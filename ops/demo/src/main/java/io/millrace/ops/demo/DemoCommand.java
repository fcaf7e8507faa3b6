package io.millrace.ops.demo;

import io.millrace.ops.cli.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code millrace demo}. */
@Command(
    name = "demo",
    description = {
      "Copies a sample MySQL database to Kafka while eight threads write to it, follows its"
          + " changes, and compares every row and the order of every change.",
      "",
      "Starts its own MySQL, Kafka, coordinator and two workers. With --mysql and --kafka it uses"
          + " servers of yours: it creates a database, topics and, where there is a password, a"
          + " user there, and drops nothing."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--once", description = "Ends after the comparison instead of staying up.")
  private boolean once;

  @Option(names = "--mysql", paramLabel = "HOST:PORT", description = "A MySQL server of yours.")
  private String mysql;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "A Kafka cluster of yours.")
  private String kafka;

  @Option(
      names = "--mysql-user",
      paramLabel = "USER",
      defaultValue = "root",
      description =
          "With --mysql: a user who may create a database; the password is taken from the"
              + " environment variable MILLRACE_DEMO_MYSQL_PASSWORD.")
  private String mysqlUser;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      defaultValue = "shop",
      description = "The database to create; it must not exist (${DEFAULT-VALUE}).")
  private String database;

  @Option(
      names = "--load",
      paramLabel = "N",
      defaultValue = "300",
      description = "Transactions per second of the writers (${DEFAULT-VALUE}).")
  private int transactionsPerSecond;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the writers' choices; without it another one each time.")
  private Long seed;

  @Override
  public Integer call() {
    if ((mysql == null) != (kafka == null)) {
      throw new UsageException("Give both --mysql HOST:PORT and --kafka HOST:PORT, or neither.");
    }
    if (mysql != null && !mysql.matches("[^:/]+:[0-9]{1,5}")) {
      throw new UsageException("'" + mysql + "' is no address; write --mysql HOST:PORT.");
    }
    if (!database.matches("[A-Za-z0-9_]{1,40}")) {
      throw new UsageException(
          "--database is '" + database + "'; use up to 40 letters, digits and '_'.");
    }
    if (transactionsPerSecond < 1) {
      throw new UsageException("--load is " + transactionsPerSecond + "; give 1 or more.");
    }
    try (DemoServers servers =
        mysql == null
            ? DemoServers.embedded(line -> System.err.println(line))
            : DemoServers.given(
                mysql,
                mysqlUser,
                System.getenv().getOrDefault("MILLRACE_DEMO_MYSQL_PASSWORD", ""),
                kafka)) {
      return new Demo(
              servers,
              database,
              once,
              transactionsPerSecond,
              seed == null ? System.nanoTime() : seed)
          .run();
    }
  }
}
