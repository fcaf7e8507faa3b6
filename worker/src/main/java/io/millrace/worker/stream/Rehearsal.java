package io.millrace.worker.stream;

import io.millrace.common.failpoint.Failpoints;
import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.RecordedEvents;
import io.millrace.worker.encode.ChangeContext;
import io.millrace.worker.produce.DiscardedRecords;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.SequenceInputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Runs the row path over made-up changes, in memory, so that Java has compiled it before the first
 * real ones come: until then a change costs four times as much. Whatever the real path may meet at
 * one place - senders, listeners, types of columns - is met here in several kinds: code that is
 * compiled for one kind only is thrown away when the next one comes.
 */
public final class Rehearsal {
  private static final int TRANSACTIONS = 128;

  /** So often a stream begins anew, as its first records take ways that later ones do not. */
  private static final int PLAYS = 24;

  /**
   * Rehearses; at full speed, so that it takes a CPU for some seconds.
   *
   * @param rows about how many
   * @param goOn asked every few milliseconds; false ends it early
   * @return how many records they became
   */
  public long run(long rows, BooleanSupplier goOn) throws InterruptedException {
    long done = 0;
    while (done < rows && goOn.getAsBoolean()) {
      List<Stage> stages = stages();
      for (int i = 0; i < PLAYS && done < rows && goOn.getAsBoolean(); i++) {
        for (Stage stage : stages) {
          done += stage.play();
        }
      }
    }
    return done;
  }

  private static List<Stage> stages() {
    List<DiscardedRecords> senders = DiscardedRecords.ofDifferentClasses();
    return List.of(
        new Stage(
            senders.get(0),
            1,
            Partitioning.PRIMARY_KEY,
            queue -> new RecordedEvents(queue::put, ByteArrayInputStream::new)),
        new Stage(
            senders.get(1),
            3,
            Partitioning.PRIMARY_KEY,
            queue ->
                new RecordedEvents(
                    queue::put, bytes -> new DataInputStream(new ByteArrayInputStream(bytes)))),
        new Stage(
            senders.get(2),
            3,
            Partitioning.TABLE,
            queue ->
                new RecordedEvents(
                    queue::put,
                    bytes ->
                        new SequenceInputStream(
                            Collections.enumeration(List.of(new ByteArrayInputStream(bytes)))))));
  }

  /** One stream with all that belongs to it but for the source and the broker. */
  private static final class Stage {
    private final RehearsalEvents events = new RehearsalEvents();
    private final EventQueue queue = new EventQueue(8L << 20);
    private final List<BinlogEvent> taken = new ArrayList<>();
    private final ChangeContext context = new ChangeContext();
    private final StreamPosition position = StreamPosition.of(new Begin("", "", ""), true);
    private final DiscardedRecords sender;
    private final int partitions;
    private final Partitioning partitioning;
    private final Outbox outbox;
    private final RecordedEvents recorded;
    private final TransactionWalker walker;

    Stage(
        DiscardedRecords sender,
        int partitions,
        Partitioning partitioning,
        Function<EventQueue, RecordedEvents> reading) {
      this.sender = sender;
      this.partitions = partitions;
      this.partitioning = partitioning;
      outbox =
          new Outbox(sender, "rehearsal", new Outbox.Limits(100, 1_000, 8L << 20), Failpoints.NONE);
      recorded = reading.apply(queue);
      List<StreamTable> tables =
          List.of(table(RehearsalEvents.WIDE), table(RehearsalEvents.NARROW));
      ChangeWriter writer =
          new ChangeWriter(
              new StreamTables(false, tables), null, position, outbox, context, Clock.systemUTC());
      walker = new TransactionWalker(true, writer, new PreparedTransactions(1 << 20));
    }

    private StreamTable table(TableDefinition table) {
      TaskDefinition task =
          new TaskDefinition(
              "rehearsal", null, null, null, List.of(), partitioning, null, null, null);
      Plan plan =
          new Plan(table.id(), 1, table, table.id().table(), null, null, "", "", false, 0, 0);
      return new StreamTable(task, plan, partitions, null, table, context, null, outbox);
    }

    /** Some transactions; returns how many records they became. */
    long play() throws InterruptedException {
      long before = sender.records();
      if (position.end() == null) {
        recorded.read(events.beginning());
      }
      recorded.read(events.transactions(TRANSACTIONS));
      while (queue.take(taken, 256L << 10, 0)) {
        for (BinlogEvent event : taken) {
          walker.take(event);
        }
        taken.clear();
      }
      if (outbox.isFull()) {
        outbox.commit(position, List.of());
      }
      return sender.records() - before;
    }
  }
}
