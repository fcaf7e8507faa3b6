package io.millrace.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.common.task.ResourceNames;
import io.millrace.ops.devservers.DevServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.KafkaServer;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.FullClosed;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Status.Progress;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.proto.table.KeyRange;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.worker.checkpoint.CheckpointReader;
import io.millrace.worker.lane.Assignment.Limits;
import io.millrace.worker.lane.Taking.Taken;
import io.millrace.worker.mysql.FailpointStatements;
import io.millrace.worker.produce.LostResourceException;
import io.millrace.worker.snapshot.SourceFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lane on real servers, with writes at exactly the points between its steps. */
@Timeout(120)
class SnapshotLaneIT {
  private static final TableId TABLE = new TableId("shop", "t");

  private static KafkaServer kafka;
  private static SourceFixture source;
  private static Map<String, Object> connection;
  private static int tasks;

  @TempDir private Path folder;
  private final Fake holding = new Fake();
  private String task;

  @BeforeAll
  static void start() throws SQLException {
    kafka = DevServers.fromEnvironment(line -> {}).startKafka(KafkaOptions.defaults());
    connection = KafkaSettings.connection(kafka.bootstrapServers());
    source = new SourceFixture();
  }

  @AfterAll
  static void stop() throws SQLException {
    if (source != null) {
      source.close();
    }
    if (kafka != null) {
      kafka.close();
    }
  }

  @BeforeEach
  void table() throws SQLException {
    task = "task" + tasks++;
    source.sql(
        "DROP TABLE IF EXISTS t",
        "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
        "INSERT INTO t VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
  }

  private static Failpoints at(Failpoint point, String... statements) {
    List<String> once = new ArrayList<>(List.of(statements));
    return Failpoints.of(
        reached -> {
          if (reached == point && !once.isEmpty()) {
            try {
              source.sql(once.toArray(String[]::new));
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
            once.clear();
          }
        });
  }

  @Test
  void rowsOfTheWindowAreLeftOutAndItsGtidsCommitted() throws Exception {
    prepare(true);
    copy(true, at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 1 WHERE id < 3"));
    assertThat(holding.read().rows()).isEqualTo(4);
    ChunkDone chunk = chunk();
    assertThat(chunk.rows()).isEqualTo(4);
    assertThat(chunk.windowGtids()).hasSize(1);
    assertThat(chunk.gtidExecuted()).doesNotContain(chunk.windowGtids().get(0));
  }

  @Test
  void writesOutsideTheWindowLeaveNothingOut() throws Exception {
    prepare(true);
    copy(true, at(Failpoint.BEFORE_L, "UPDATE t SET v = 1 WHERE id < 3"));
    assertThat(holding.read().rows()).isEqualTo(6);
    assertThat(chunk().windowGtids()).isEmpty();
  }

  @Test
  void withoutTheIncrementalStepNothingIsLeftOut() throws Exception {
    prepare(false);
    copy(false, at(Failpoint.VIEW_OPEN, "UPDATE t SET v = 1 WHERE id < 3"));
    assertThat(holding.read().rows()).isEqualTo(6);
    assertThat(chunk().windowGtids()).isEmpty();
  }

  @Test
  void anXaTransactionInDoubtIsReadInAnotherView() throws Exception {
    prepare(true);
    source.sql("XA START 'x'", "UPDATE t SET v = 1 WHERE id = 1", "XA END 'x'", "XA PREPARE 'x'");
    copy(true, at(Failpoint.AFTER_L, "XA COMMIT 'x'"));
    assertThat(holding.read().rows()).isEqualTo(6);
    assertThat(chunk().windowGtids()).isEmpty();
  }

  /** Long before all rows are copied. */
  @Test
  void aBinlogThatIsNeededIsWatchedWhileRowsAreCopied() throws Exception {
    String now = "SHOW MASTER STATUS";
    source.sql("FLUSH BINARY LOGS");
    source.purgeBinlogsTo(source.column(now).get(0));
    prepare(true);
    String needed = source.column(now).get(0);
    source.sql("UPDATE t SET v = 1", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
    copy(true, Failpoints.NONE);
    assertThat(holding.events)
        .filteredOn(HoldingEvent.Noted.class::isInstance)
        .singleElement()
        .extracting(event -> ((HoldingEvent.Noted) event).text())
        .asString()
        .contains("the oldest of 3 binlog files", needed);
    table();
    prepare(true);
    source.sql("UPDATE t SET v = 1", "FLUSH BINARY LOGS");
    source.purgeBinlogsTo(source.column(now).get(0));
    assertThatThrownBy(() -> copy(true, Failpoints.NONE))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_PURGED))
        .hasMessageContaining("not read: ");
  }

  @Test
  void aTableThatIsNotThePlannedOneIsTornNotFailed() throws Exception {
    for (String change :
        List.of("ALTER TABLE t ADD COLUMN w INT", "TRUNCATE TABLE t", "DROP TABLE t")) {
      table();
      prepare(true);
      source.sql(change);
      copy(true, Failpoints.NONE);
      HoldingEvent.Torn torn = (HoldingEvent.Torn) holding.last();
      assertThat(torn.job()).isEqualTo(3);
      assertThat(torn.tables()).as(change).containsExactly(new Job.Wanted(TABLE, 1));
      assertThat(torn.reason()).as(change).contains("`shop`.`t`");
    }
    table();
    prepare(false);
    source.sql("TRUNCATE TABLE t");
    assertThatThrownBy(() -> copy(false, Failpoints.NONE))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CHANGED));
  }

  @Test
  void aClosedOrReplacedGenerationIsGivenUp() throws Exception {
    prepare(true);
    try (Taken lane = new Taking(assignment("lane-0", true), holding).take();
        SnapshotLane jobs = new SnapshotLane(assignment("lane-0", true), lane, holding)) {
      Plan plan = lane.state().plan(TABLE).orElseThrow();
      lane.state()
          .apply(
              new Plan(TABLE, 2, plan.definition(), plan.topic(), null, null, "", "", false, 0, 0));
      jobs.run(new Job.ReadChunk(3, TABLE, 1, new KeyRange(null, plan.max())));
      assertThat(holding.last()).isInstanceOf(HoldingEvent.Torn.class);
      lane.state().apply(new FullClosed(List.of(new FullClosed.ClosedTable(TABLE, 1))));
      assertThatThrownBy(
              () -> jobs.run(new Job.ReadChunk(4, TABLE, 1, new KeyRange(null, plan.max()))))
          .isInstanceOf(LostResourceException.class);
    }
  }

  /** As a forked process is told to. */
  @Test
  void statementsOfAFile() throws Exception {
    prepare(true);
    Path login = folder.resolve("login");
    Files.writeString(
        login,
        "url="
            + source.mysql().jdbcUrl("shop").replace("\\", "\\\\")
            + "\nuser="
            + source.mysql().user()
            + "\npassword="
            + source.mysql().password()
            + "\n");
    Files.writeString(
        folder.resolve("VIEW_OPEN"),
        "SQL\nUPDATE t SET v = 1 WHERE id = 1\nUPDATE t SET v = 1 WHERE id = 2\n");
    Properties properties = new Properties();
    properties.setProperty("millrace.failpoint.login", login.toString());
    properties.setProperty("millrace.failpoint.folder", folder.toString());
    copy(true, FailpointStatements.ofProperties(properties));
    assertThat(holding.read().rows()).isEqualTo(4);
    assertThat(chunk().windowGtids()).hasSize(2);
    assertThat(folder.resolve("VIEW_OPEN.done")).exists();
  }

  private void prepare(boolean incremental) {
    Assignment binlog = assignment("binlog", incremental);
    try (Taken taken = new Taking(binlog, holding).take();
        BinlogJobs jobs = new BinlogJobs(binlog, taken, holding)) {
      jobs.run(new Job.Prepare(1, List.of(new Job.Wanted(TABLE, 1))));
    }
  }

  private void copy(boolean incremental, Failpoints failpoints) {
    Assignment assignment = assignment("lane-0", incremental, failpoints);
    try (Taken lane = new Taking(assignment, holding).take();
        SnapshotLane jobs = new SnapshotLane(assignment, lane, holding)) {
      Plan plan = lane.state().plan(TABLE).orElseThrow();
      jobs.run(new Job.ReadChunk(3, TABLE, 1, new KeyRange(null, plan.max())));
    }
  }

  private ChunkDone chunk() {
    try (CheckpointReader reader =
        new CheckpointReader(
            connection, new ResourceNames("it", task).checkpointTopic(), Duration.ofSeconds(60))) {
      reader.readToEnd(() -> false);
      List<ChunkDone> chunks = reader.state().chunks(reader.state().plan(TABLE).orElseThrow());
      assertThat(chunks).hasSize(1);
      return chunks.get(0);
    }
  }

  private Assignment assignment(String resource, boolean incremental) {
    return assignment(resource, incremental, Failpoints.NONE);
  }

  private Assignment assignment(String resource, boolean incremental, Failpoints failpoints) {
    TaskDefinition definition =
        new TaskDefinition(
            task,
            new Migration(true, true, incremental),
            source.source(source.mysql().user()),
            new Destination(kafka.bootstrapServers(), null, null, null, null, null, null),
            List.of(new SelectedTable("shop", "t", task + ".t", null, null, null)),
            null,
            null,
            null,
            null);
    return new Assignment(
        new ResourceNames("it", task),
        "default",
        resource,
        1,
        ++attempts,
        "worker",
        "birth-" + task,
        !resource.equals("binlog"),
        false,
        4_000_000_011L,
        definition,
        connection,
        new Limits(1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(60)),
        failpoints);
  }

  private int attempts;

  /** A holding that nobody takes away. */
  private static final class Fake implements Holding {
    private final List<HoldingEvent> events = new ArrayList<>();

    HoldingEvent last() {
      return events.get(events.size() - 1);
    }

    HoldingEvent.ChunkRead read() {
      return (HoldingEvent.ChunkRead) last();
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public boolean isDraining() {
      return false;
    }

    @Override
    public void emit(LongFunction<HoldingEvent> event) {
      events.add(event.apply(events.size() + 1));
    }

    @Override
    public void streaming(StreamProgress progress) {}

    @Override
    public void show(Progress progress) {}

    @Override
    public void committed(long rows, long bytes) {}
  }
}
