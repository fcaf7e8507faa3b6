package io.millrace.common.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Members of which one stands still: its kernel takes connections, and nobody answers. The others
 * must stay one grid that talks. {@code -Dgrid.frozen.seconds=60} looks at it for longer. Both
 * tests wait nearly all their time, so they do it together.
 */
@Execution(ExecutionMode.CONCURRENT)
class FrozenMemberIT {
  private static final Duration FAILURE_DETECTION = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofSeconds(40);
  private static final Duration REMOVAL = Duration.ofSeconds(20);
  private static final Duration RETURN = Duration.ofSeconds(60);
  private static final Duration FROZEN =
      Duration.ofSeconds(Integer.getInteger("grid.frozen.seconds", 10));
  private static final long MOST_SILENCE_MILLIS = 2_000;
  private static final int MOST_PERCENT = 50;

  private final List<GridProcess> processes = new ArrayList<>();

  @AfterEach
  void endAll() {
    processes.forEach(GridProcess::close);
  }

  @Test
  void theOthersGoOnWithoutAFrozenMemberAndTakeItBack() throws Exception {
    startAll(addresses(4));
    GridProcess master = processes.get(0);
    GridProcess youngest = processes.get(3);
    withoutFrozen(master, processes.subList(1, 4));
    withoutFrozen(youngest, processes.subList(0, 3));
  }

  @Test
  void aNewMemberFoundsAndJoinsPastAFrozenAddressAndMergesLater() throws Exception {
    // Of two grids of one member the one with the higher address looks for the other.
    List<String> addresses = addresses(3).stream().sorted().toList();
    GridProcess sleeper = start("sleeper", addresses.get(0), addresses);
    awaitMembers(sleeper, 1, START);
    sleeper.freeze();
    long beginNanos = System.nanoTime();
    GridProcess founder = start("founder", addresses.get(1), addresses);
    awaitMembers(founder, 1, START);
    System.out.printf("founded past a frozen address after %d ms%n", millisSince(beginNanos));
    sleeper.wake();
    beginNanos = System.nanoTime();
    awaitMembers(founder, 2, RETURN);
    System.out.printf("found the one that woke after %d ms%n", millisSince(beginNanos));
    sleeper.freeze();
    beginNanos = System.nanoTime();
    GridProcess third = start("third", addresses.get(2), addresses);
    awaitMembers(third, 2, START);
    System.out.printf("joined past a frozen master after %d ms%n", millisSince(beginNanos));
  }

  /** The first address is the oldest member's. */
  private void startAll(List<String> addresses) throws Exception {
    for (int i = 0; i < addresses.size(); i++) {
      GridProcess started = start("member-" + i, addresses.get(i), addresses);
      awaitMembers(started, i + 1, START);
    }
  }

  private static void withoutFrozen(GridProcess frozen, List<GridProcess> others)
      throws InterruptedException {
    frozen.freeze();
    long beginNanos = System.nanoTime();
    for (GridProcess other : others) {
      awaitMembers(other, others.size(), REMOVAL);
    }
    for (GridProcess other : others) {
      other.await("hearing the others", REMOVAL, r -> hears(r, others));
    }
    System.out.printf(
        "%s frozen: the others are one and talk after %d ms%n",
        frozen.name(), millisSince(beginNanos));
    List<Integer> marks = others.stream().map(GridProcess::mark).toList();
    long endNanos = System.nanoTime() + FROZEN.toNanos();
    others.get(0).await("at the end", FROZEN.plus(REMOVAL), r -> System.nanoTime() >= endNanos);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      findings.add(judge(others.get(i), others.get(i).since(marks.get(i)), others));
    }
    findings.forEach(Finding::check);
    frozen.wake();
    beginNanos = System.nanoTime();
    awaitMembers(frozen, others.size() + 1, RETURN);
    for (GridProcess other : others) {
      awaitMembers(other, others.size() + 1, RETURN);
    }
    System.out.printf("%s is back after %d ms%n", frozen.name(), millisSince(beginNanos));
  }

  private interface Finding {
    void check();
  }

  private static Finding judge(
      GridProcess seenBy, List<GridReport> reports, List<GridProcess> others) {
    int fewest = reports.stream().mapToInt(GridReport::members).min().orElseThrow();
    int most = reports.stream().mapToInt(GridReport::members).max().orElseThrow();
    long silence =
        reports.stream().mapToLong(r -> longestSilenceMillis(r, others)).max().orElseThrow();
    GridReport busiest =
        reports.stream().max(Comparator.comparingInt(GridReport::busiestPercent)).orElseThrow();
    System.out.printf(
        "%s: %d reports, %d to %d members, longest silence %d ms, busiest thread %d %% (%s)%n",
        seenBy.name(),
        reports.size(),
        fewest,
        most,
        silence,
        busiest.busiestPercent(),
        busiest.busiest());
    return () -> {
      assertThat(fewest).as("fewest members seen by %s", seenBy.name()).isEqualTo(others.size());
      assertThat(most).as("most members seen by %s", seenBy.name()).isEqualTo(others.size());
      assertThat(silence).as("silence at %s", seenBy.name()).isLessThan(MOST_SILENCE_MILLIS);
      assertThat(busiest.busiestPercent())
          .as("share of a core of %s in %s", busiest.busiest(), seenBy.name())
          .isLessThan(MOST_PERCENT);
    };
  }

  private static boolean hears(GridReport report, List<GridProcess> others) {
    return longestSilenceMillis(report, others) < MOST_SILENCE_MILLIS;
  }

  private static long longestSilenceMillis(GridReport report, List<GridProcess> others) {
    return others.stream()
        .mapToLong(o -> report.silencesMillis().getOrDefault(o.name(), Long.MAX_VALUE))
        .max()
        .orElseThrow();
  }

  private GridProcess start(String name, String address, List<String> addresses)
      throws IOException {
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    GridProcess started = GridProcess.start(name, port, addresses, FAILURE_DETECTION);
    processes.add(started);
    return started;
  }

  private static void awaitMembers(GridProcess process, int members, Duration within)
      throws InterruptedException {
    process.await(members + " members", within, r -> r.members() == members);
  }

  private static List<String> addresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(s -> "127.0.0.1:" + s.getLocalPort()).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  private static long millisSince(long beginNanos) {
    return Duration.ofNanos(System.nanoTime() - beginNanos).toMillis();
  }
}
