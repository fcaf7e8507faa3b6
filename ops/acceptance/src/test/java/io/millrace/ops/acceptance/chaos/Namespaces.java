package io.millrace.ops.acceptance.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two network namespaces, joined with this machine and with each other by one bridge. Made with
 * {@code ip}; gone with {@link #close}. One thread uses it.
 */
final class Namespaces implements AutoCloseable {
  private final String bridge;
  private final String network;
  private final List<String> names;

  private Namespaces(String bridge, String network, List<String> names) {
    this.bridge = bridge;
    this.network = network;
    this.names = names;
  }

  /** Why they cannot be made here; empty when they can. */
  static String obstacle() {
    if (!Files.isDirectory(Path.of("/sys/class/net"))) {
      return "this is no Linux";
    }
    try {
      Process id = new ProcessBuilder("id", "-u").start();
      String user = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return user.equals("0") ? "" : "network namespaces are made by root, this is user " + user;
    } catch (IOException e) {
      return "there is no command id: " + e.getMessage();
    }
  }

  /** Makes them, with names and addresses that follow from this process's id. */
  static Namespaces create() {
    long pid = ProcessHandle.current().pid();
    String base = "mr" + pid;
    Namespaces made =
        new Namespaces(base, "10.213." + (1 + pid % 250) + ".", List.of(base + "a", base + "b"));
    try {
      made.build();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void build() {
    ip("link", "add", bridge, "type", "bridge");
    ip("addr", "add", host() + "/24", "dev", bridge);
    ip("link", "set", bridge, "up");
    for (int i = 0; i < names.size(); i++) {
      String inside = names.get(i);
      ip("netns", "add", inside);
      ip("link", "add", port(i), "type", "veth", "peer", "name", "inner", "netns", inside);
      ip("link", "set", port(i), "master", bridge, "up");
      ip("-n", inside, "addr", "add", network + (i + 2) + "/24", "dev", "inner");
      ip("-n", inside, "link", "set", "inner", "up");
      ip("-n", inside, "link", "set", "lo", "up");
    }
  }

  private String port(int side) {
    return "v" + names.get(side);
  }

  /** This machine's address as the namespaces see it. */
  String host() {
    return network + "1";
  }

  /** One namespace each. */
  List<Side> sides() {
    List<Side> sides = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      sides.add(new Side(network + (i + 2), List.of("ip", "netns", "exec", names.get(i))));
    }
    return sides;
  }

  /** Nothing goes from one to the other any more, without a word to either; both reach the host. */
  void split() {
    isolate("1");
  }

  /** As {@link #split}, and the second one reaches nobody at all. */
  void splitOff() {
    split();
    ip("link", "set", port(1), "down");
  }

  /** As at the beginning. */
  void merge() {
    ip("link", "set", port(1), "up");
    isolate("0");
  }

  private void isolate(String value) {
    for (int i = 0; i < names.size(); i++) {
      Path file = Path.of("/sys/class/net", port(i), "brport", "isolated");
      try {
        Files.writeString(file, value);
      } catch (IOException e) {
        throw new UncheckedIOException("Writing " + value + " to " + file, e);
      }
    }
  }

  private static void ip(String... words) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    names.forEach(name -> attempt("netns", "del", name));
    attempt("link", "del", bridge);
  }

  private static void attempt(String... words) {
    try {
      ip(words);
    } catch (IllegalStateException e) {
      System.out.println("left behind: " + e.getMessage());
    }
  }
}
