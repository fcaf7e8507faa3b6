package io.millrace.ops.acceptance.chaos;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.DevServersException;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.ops.devservers.MySqlOptions;
import io.millrace.ops.devservers.MySqlServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * One MySQL that keeps what it confirmed, one Kafka, and their ends and beginnings, each on a
 * thread of its own. One thread uses it.
 */
final class Servers implements AutoCloseable {
  private final MySqlServer mysql;
  private final KafkaServer kafka;
  private final ExecutorService threads = Executors.newCachedThreadPool(Servers::thread);
  private CompletableFuture<Void> mysqlBusy = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> kafkaBusy = CompletableFuture.completedFuture(null);

  private Servers(MySqlServer mysql, KafkaServer kafka) {
    this.mysql = mysql;
    this.kafka = kafka;
  }

  /**
   * @throws DevServersException when they do not come up
   */
  static Servers start(Consumer<String> progress) {
    DevServers servers = DevServers.fromEnvironment(progress);
    progress.accept("Starting MySQL and Kafka ...");
    MySqlServer mysql =
        servers.startMySql(
            MySqlOptions.defaults().with("--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1"));
    try {
      return new Servers(mysql, servers.startKafka(KafkaOptions.defaults()));
    } catch (RuntimeException e) {
      mysql.close();
      throw e;
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "server-restart");
    thread.setDaemon(true);
    return thread;
  }

  /** Where they are. */
  DemoServers addresses() {
    return DemoServers.own(mysql, kafka.bootstrapServers());
  }

  boolean isMySqlBusy() {
    return !mysqlBusy.isDone();
  }

  boolean isKafkaBusy() {
    return !kafkaBusy.isDone();
  }

  /** Ends MySQL and starts it again; returns at once. */
  void restartMySql(boolean kill) {
    mysqlBusy =
        CompletableFuture.runAsync(
            () -> {
              if (kill) {
                mysql.kill();
              } else {
                mysql.stop();
              }
              mysql.start();
            },
            threads);
  }

  /** Ends the broker and starts it again; returns at once. */
  void restartKafka(boolean kill) {
    kafkaBusy =
        CompletableFuture.runAsync(
            () -> {
              if (kill) {
                kafka.kill();
              } else {
                kafka.stop();
              }
              kafka.start();
            },
            threads);
  }

  /**
   * Waits until both are up.
   *
   * @throws DevServersException when one did not come up again
   */
  void awaitUp() {
    try {
      mysqlBusy.join();
      kafkaBusy.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DevServersException known ? known : e;
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    kafka.close();
    mysql.close();
  }
}
