package io.millrace.ops.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoint.Group;
import io.millrace.ops.acceptance.SharedServers;
import io.millrace.ops.acceptance.chaos.FailpointCell.Action;
import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.demo.cluster.ClusterOptions;
import io.millrace.ops.demo.verify.VerifyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every failpoint crossed with a failure, a pause beyond the lease and a death of the process that
 * reaches it: nothing of it shows in the topics. Two coordinators and two workers as processes; a
 * round is one task that meets several cells on its way. The build plays one round with each action
 * and each kind of step, {@code acceptance.failpoints=all} all of them, {@code =POINT} one point.
 */
@ExtendWith(SharedServers.class)
class FailpointMatrixIT {
  private static final Path FOLDER = Path.of("target/acceptance/failpoints").toAbsolutePath();
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int MOST_CELLS_OF_GROUP = 6;

  private static Fleet fleet;
  private static ArmedCells armed;

  @BeforeAll
  static void start(DemoServers servers) throws IOException {
    Path points = Files.createDirectories(FOLDER.resolve("points"));
    ClusterOptions options =
        ClusterOptions.of(servers.bootstrapServers(), 2, FOLDER)
            .withWorkerJvmOptions(Fleet.quick(List.of("-Xmx256m")).toArray(String[]::new))
            .withSettings(
                Map.of(
                    "cluster.name",
                    FailpointRound.CLUSTER,
                    "worker.lease",
                    LEASE.toSeconds() + "s",
                    "chunk.rows",
                    "250"));
    fleet =
        Fleet.start(
            options, 2, List.of(Side.HERE), List.of("-Dmillrace.failpoint.folder=" + points));
    armed = new ArmedCells(points, fleet, LEASE.plusSeconds(2));
    armed.clear();
  }

  @AfterAll
  static void stop() {
    if (fleet != null) {
      armed.clear();
      fleet.close();
    }
  }

  static Stream<List<FailpointCell>> rounds() {
    String wanted = System.getProperty("acceptance.failpoints", "few");
    return switch (wanted) {
      case "few" -> Stream.of(few());
      case "all" -> all().stream();
      default ->
          Stream.of(Action.values())
              .map(action -> List.of(new FailpointCell(Failpoint.valueOf(wanted), action)));
    };
  }

  /** One of each kind. */
  private static List<FailpointCell> few() {
    return List.of(
        new FailpointCell(Failpoint.TAKING_READ, Action.HANG),
        new FailpointCell(Failpoint.PLAN_SENT, Action.THROW),
        new FailpointCell(Failpoint.CHUNK_COMMITTED, Action.KILL),
        new FailpointCell(Failpoint.CLOSING_SENT, Action.THROW),
        new FailpointCell(Failpoint.CHANGES_SENT, Action.KILL),
        new FailpointCell(Failpoint.STATE_READ, Action.KILL));
  }

  /** Each with one cell of each kind, as long as there are some. */
  private static List<List<FailpointCell>> all() {
    List<List<FailpointCell>> rounds = new ArrayList<>();
    for (Action action : Action.values()) {
      for (int i = 0; i < MOST_CELLS_OF_GROUP; i++) {
        List<FailpointCell> round = new ArrayList<>();
        for (Group group : Group.values()) {
          List<FailpointCell> cells = cells(group, action);
          for (int j = i; j < cells.size(); j += MOST_CELLS_OF_GROUP) {
            round.add(cells.get(j));
          }
        }
        rounds.add(round);
      }
      rounds.add(tornTable(action));
    }
    return rounds;
  }

  private static List<FailpointCell> tornTable(Action action) {
    return Stream.of(Failpoint.values())
        .map(point -> new FailpointCell(point, action))
        .filter(FailpointCell::isOfTornTable)
        .toList();
  }

  private static List<FailpointCell> cells(Group group, Action action) {
    return Stream.of(Failpoint.values())
        .map(point -> new FailpointCell(point, action))
        .filter(cell -> cell.isOf(group) && !cell.isOfTornTable())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void nothingIsLostDoubledOrOutOfOrder(List<FailpointCell> cells, DemoServers servers)
      throws Exception {
    long begin = System.nanoTime();
    String name = "fp" + Integer.toUnsignedString(cells.toString().hashCode(), 36);
    try {
      VerifyReport report = new FailpointRound(name, cells, servers, fleet, armed).run();
      assertThat(armed.notReached()).isEmpty();
      System.out.printf(
          "%s: %s in %.1f s: %s%n",
          name, cells, (System.nanoTime() - begin) / 1e9, report.summary());
    } finally {
      armed.clear();
    }
  }
}
