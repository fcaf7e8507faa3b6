package io.millrace.ops.devservers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** A Kafka broker of this machine, a controller too, on 127.0.0.1. */
final class EmbeddedKafka implements KafkaServer {
  private static final int PORT_TRIES = 5;

  private final ServerLife life;
  private final int port;
  private final Path data;

  private EmbeddedKafka(ServerLife life, int port, Path data) {
    this.life = life;
    this.port = port;
    this.data = data;
  }

  /** All brokers of a new cluster: each waits for the others, so they are started together. */
  static List<EmbeddedKafka> start(
      KafkaInstallation installation, KafkaOptions options, Cache cache) {
    for (int tries = 1; ; tries++) {
      List<EmbeddedKafka> brokers = make(installation, options, cache);
      List<ServerDidNotStart> failures = begin(brokers);
      if (failures.isEmpty()) {
        return brokers;
      }
      brokers.forEach(EmbeddedKafka::close);
      if (failures.stream().noneMatch(ServerDidNotStart::portTaken) || tries == PORT_TRIES) {
        ServerDidNotStart first = failures.get(0);
        throw new DevServersException("Could not start a server: " + first.getMessage(), first);
      }
    }
  }

  private static List<EmbeddedKafka> make(
      KafkaInstallation installation, KafkaOptions options, Cache cache) {
    List<EmbeddedKafka> brokers = new ArrayList<>();
    for (KafkaNode node : KafkaNode.cluster(options.brokers(), ThreadLocalRandom.current())) {
      Path folder = cache.newRunFolder();
      try {
        ServerLife life = installation.broker(folder, node, options);
        brokers.add(new EmbeddedKafka(life, node.port(), KafkaInstallation.data(folder, options)));
      } catch (RuntimeException e) {
        brokers.forEach(EmbeddedKafka::close);
        FileTrees.delete(folder);
        throw e;
      }
    }
    return brokers;
  }

  private static List<ServerDidNotStart> begin(List<EmbeddedKafka> brokers) {
    ExecutorService threads = Executors.newFixedThreadPool(brokers.size());
    try {
      List<CompletableFuture<ServerDidNotStart>> begun = new ArrayList<>();
      for (EmbeddedKafka broker : brokers) {
        begun.add(CompletableFuture.supplyAsync(broker::begin, threads));
      }
      return begun.stream().map(CompletableFuture::join).filter(e -> e != null).toList();
    } finally {
      threads.shutdown();
    }
  }

  /** Returns what went wrong; null when it came up. */
  private ServerDidNotStart begin() {
    try {
      life.begin();
      return null;
    } catch (ServerDidNotStart e) {
      return e;
    }
  }

  @Override
  public String bootstrapServers() {
    return KafkaSettings.HOST + ":" + port;
  }

  @Override
  public long pid() {
    return life.pid();
  }

  @Override
  public void kill() {
    life.kill();
  }

  @Override
  public void stop() {
    life.stop();
  }

  @Override
  public void start() {
    life.start();
  }

  @Override
  public void close() {
    life.close();
    FileTrees.delete(data);
  }
}
