package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.EventKind;
import io.millrace.worker.binlog.QueryBody;
import io.millrace.worker.binlog.RecordedEvents;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.produce.RecordSender;
import io.millrace.worker.schema.Collations;
import io.millrace.worker.schema.SourceSchemas;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions of the source and those of Kafka, where they do not end together. */
class ChangeWriterTest {
  private static final String DATABASE = RehearsalEvents.WIDE.id().database();

  private final Sent sent = new Sent();
  private final ChangeContext context = new ChangeContext();
  private final StreamPosition position = StreamPosition.of(new Begin("", "", ""), true);
  private final Outbox outbox =
      new Outbox(sent, "checkpoint", new Outbox.Limits(100, 1_000, 8L << 20), Failpoints.NONE);
  private final StreamTables tables =
      new StreamTables(false, List.of(table(RehearsalEvents.WIDE), table(RehearsalEvents.NARROW)));
  private final TrackedTables tracked =
      new TrackedTables(
          new SourceSchemas(
              80_033,
              new Collations(Map.of(), Map.of(), "utf8mb4_0900_ai_ci"),
              false,
              true,
              Map.of()));
  private final ChangeWriter writer =
      new ChangeWriter(
          tables,
          new StatementWriter(tables, tracked, outbox, Clock.systemUTC()),
          position,
          outbox,
          context,
          Clock.systemUTC());
  private final TransactionWalker walker =
      new TransactionWalker(true, writer, new PreparedTransactions(1 << 20));
  private final RehearsalEvents events = new RehearsalEvents();
  private final EventQueue queue = new EventQueue(8L << 20);
  private final RecordedEvents recorded = new RecordedEvents(queue::put, ByteArrayInputStream::new);

  private StreamTable table(TableDefinition table) {
    TaskDefinition task =
        new TaskDefinition(
            "t", null, null, null, List.of(), Partitioning.PRIMARY_KEY, null, null, null);
    Plan plan = new Plan(table.id(), 1, table, table.id().table(), null, null, "", "", false, 0, 0);
    return new StreamTable(task, plan, 1, null, table, context, null, outbox);
  }

  @BeforeEach
  void begin() throws InterruptedException {
    recorded.read(events.beginning());
    taken().forEach(walker::take);
  }

  /** The events of the next transaction, its commit last. */
  private List<BinlogEvent> transaction() throws InterruptedException {
    recorded.read(events.transactions(1));
    return taken();
  }

  private List<BinlogEvent> taken() throws InterruptedException {
    List<BinlogEvent> taken = new ArrayList<>();
    queue.take(taken, 8L << 20, 0);
    return taken;
  }

  @Test
  void aPartIsCommittedWithinATransactionThatSendsNothing() throws InterruptedException {
    transaction().forEach(walker::take);
    String done = position.toString();
    List<BinlogEvent> next = transaction();
    next.subList(0, 2).forEach(walker::take);
    assertThat(walker.isBetween()).isFalse();
    writer.commitPart();
    assertThat(sent.position().gtidExecuted()).isEqualTo(done);
    assertThat(sent.position().openRows()).isZero();
    assertThat(outbox.isOpen()).isFalse();
    next.subList(2, next.size()).forEach(walker::take);
    assertThat(walker.isBetween()).isTrue();
    outbox.commit(position, List.of());
    assertThat(sent.position().gtidExecuted()).isNotEqualTo(done);
    assertThat(sent.rows).isEqualTo(8);
  }

  @Test
  void rowsAreCountedWhereAPartEndsBehindThem() throws InterruptedException {
    List<BinlogEvent> all = transaction();
    all.subList(0, all.size() - 1).forEach(walker::take);
    writer.commitPart();
    assertThat(sent.position().gtidExecuted()).isEmpty();
    assertThat(sent.position().openRows()).isEqualTo(4);
    assertThat(sent.position().openGtid()).isNotEmpty();
  }

  /** CREATE TABLE ... SELECT: statement and rows are one transaction. */
  @Test
  void aStatementBeforeRowsIsSentOnceThoughAPartEndsBehindThem() throws InterruptedException {
    List<BinlogEvent> all = transaction();
    String create = "CREATE TABLE " + RehearsalEvents.NARROW.id().table() + " (id INT)";
    walker.take(all.get(0));
    walker.take(query("BEGIN", all.get(0)));
    walker.take(query(create, all.get(0)));
    writer.commitPart();
    assertThat(sent.position().openRows()).isEqualTo(1);
    int before = sent.rows;

    ChangeWriter next =
        new ChangeWriter(
            tables,
            new StatementWriter(tables, tracked, outbox, Clock.systemUTC()),
            StreamPosition.of(sent.position(), true),
            outbox,
            context,
            Clock.systemUTC());
    TransactionWalker again = new TransactionWalker(true, next, new PreparedTransactions(1 << 20));
    again.take(all.get(0));
    again.take(query("BEGIN", all.get(0)));
    again.take(query(create, all.get(0)));
    next.commitPart();
    assertThat(sent.rows).isEqualTo(before);
    assertThat(sent.position().openRows()).isEqualTo(1);
  }

  @Test
  void rowsThatAreTakenBackStopIt() throws InterruptedException {
    List<BinlogEvent> all = transaction();
    BinlogEvent last = all.get(all.size() - 1);
    all.subList(0, all.size() - 1).forEach(walker::take);
    assertThatThrownBy(() -> walker.take(query("ROLLBACK", last)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_UNFIT));
  }

  @Test
  void aTransactionThatIsTakenBackAndSentNothingIsPassed() throws InterruptedException {
    List<BinlogEvent> all = transaction();
    all.subList(0, 2).forEach(walker::take);
    walker.take(query("ROLLBACK", all.get(1)));
    assertThat(walker.isBetween()).isTrue();
    assertThat(position.toString()).isNotEmpty();
    assertThat(sent.rows).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE w SET a = 1",
        "/* app:billing */ UPDATE w SET a = 1",
        "SELECT f()",
        "UPDATE rehearsal.a_view SET a = 1",
        "CALL elsewhere.p(1)",
      })
  void changesWithoutRowsStopIt(String sql) throws InterruptedException {
    BinlogEvent last = transaction().get(0);
    walker.take(query("BEGIN", last));
    assertThatThrownBy(() -> walker.take(query(sql, last)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BINLOG_UNFIT));
  }

  @Test
  void loadDataWithoutRowsStopsIt() throws InterruptedException {
    BinlogEvent at = transaction().get(0);
    walker.take(query("BEGIN", at));
    BinlogEvent other = load("LOAD DATA INFILE 'x' INTO TABLE elsewhere.t", at);
    walker.take(other);
    BinlogEvent ours = load("LOAD DATA INFILE 'x' INTO TABLE t", at);
    assertThatThrownBy(() -> walker.take(ours)).hasMessageContaining("LOAD DATA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REPLACE INTO percona.checksums SELECT 1 FROM rehearsal.wide",
        "DELETE FROM `rehearsal`.`in_memory`",
        "SAVEPOINT `a`",
      })
  void changesOfOthersDoNot(String sql) throws InterruptedException {
    BinlogEvent at = transaction().get(0);
    walker.take(at);
    walker.take(query("BEGIN", at));
    walker.take(query(sql, at));
    walker.take(query("COMMIT", at));
    assertThat(walker.isBetween()).isTrue();
  }

  /** log_event.h, "Execute_load_query_log_event": 13 bytes more than a statement has. */
  private static BinlogEvent load(String sql, BinlogEvent at) {
    BinlogEvent query = query(sql, at);
    byte[] body = new byte[query.length() + 13];
    System.arraycopy(query.body(), 0, body, 0, 13);
    System.arraycopy(query.body(), 13, body, 26, query.length() - 13);
    return new BinlogEvent(
        EventKind.LOAD_STATEMENT, 18, 0, 1, 0, at.file(), at.start(), at.end(), body, body.length);
  }

  private static BinlogEvent query(String sql, BinlogEvent at) {
    byte[] body = QueryBody.of(DATABASE, sql);
    return new BinlogEvent(
        EventKind.QUERY, 2, 0, 1, 0, at.file(), at.start(), at.end(), body, body.length);
  }

  /** Counts rows and keeps the newest position. */
  private static final class Sent implements RecordSender {
    private int rows;
    private byte[] newest;

    Streamed position() {
      return (Streamed) CheckpointRecord.fromBytes(newest);
    }

    @Override
    public void begin() {}

    @Override
    public void send(String topic, Integer partition, byte[] key, byte[] value) {
      rows++;
    }

    @Override
    public void sendCheckpoint(String topic, byte[] key, byte[] value) {
      newest = value;
    }

    @Override
    public void commit() {}
  }
}
