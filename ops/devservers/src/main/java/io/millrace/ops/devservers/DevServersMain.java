package io.millrace.ops.devservers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Starts servers, prints an address a line, and ends them when standard input closes. Arguments:
 * {@code mysql} and {@code kafka}, or nothing for both.
 */
public final class DevServersMain {

  private DevServersMain() {}

  public static void main(String[] arguments) throws IOException {
    Set<String> wanted = arguments.length == 0 ? Set.of("mysql", "kafka") : Set.of(arguments);
    if (!Set.of("mysql", "kafka").containsAll(wanted)) {
      System.err.println("Usage: DevServersMain [mysql] [kafka]");
      System.exit(2);
    }
    List<AutoCloseable> servers = Collections.synchronizedList(new ArrayList<>());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAll(servers), "close-servers"));
    try {
      run(wanted, servers);
    } catch (DevServersException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Set<String> wanted, List<AutoCloseable> servers) throws IOException {
    DevServers provider = DevServers.fromEnvironment(System.err::println);
    if (wanted.contains("mysql")) {
      MySqlServer mysql = provider.startMySql(MySqlOptions.defaults());
      servers.add(mysql);
      System.out.println("mysql " + mysql.host() + ":" + mysql.port() + " pid " + mysql.pid());
    }
    if (wanted.contains("kafka")) {
      KafkaServer kafka = provider.startKafka(KafkaOptions.defaults());
      servers.add(kafka);
      System.out.println("kafka " + kafka.bootstrapServers() + " pid " + kafka.pid());
    }
    System.out.println("ready; close standard input (Ctrl-D) to end");
    System.out.flush();
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
  }

  private static void closeAll(List<AutoCloseable> servers) {
    for (AutoCloseable server : List.copyOf(servers)) {
      try {
        server.close();
      } catch (Exception e) {
        System.err.println("Could not end a server: " + e.getMessage());
      }
    }
  }
}
