package io.millrace.ops.acceptance.simulation;

import io.millrace.proto.checkpoint.CheckpointRecord.Begin;
import io.millrace.proto.checkpoint.CheckpointRecord.ChunkDone;
import io.millrace.proto.checkpoint.CheckpointRecord.Plan;
import io.millrace.proto.checkpoint.CheckpointRecord.Streamed;
import io.millrace.proto.grid.Status.StreamProgress;
import io.millrace.worker.checkpoint.CheckpointState;
import java.util.List;
import java.util.Map;

/**
 * Follows the source's changes from where the topic says: changes and position in one transaction,
 * a change exactly when the chunk that holds its key has not seen it.
 */
final class StreamWork implements Work {
  private static final int MOST_CHANGES = 2;

  private final World world;
  private final SimulatedHolding holding;
  private final int[] executed = new int[Tables.KEYS];
  private int generation;
  private int position;
  private int sentTo;
  private int rows;
  private boolean begun;

  StreamWork(World world, SimulatedHolding holding) {
    this.world = world;
    this.holding = holding;
  }

  @Override
  public boolean step() {
    if (holding.isCancelled()) {
      holding.streaming(null);
      return true;
    }
    if (!begun) {
      if (holding.reading().readToEnd()) {
        begin(holding.reading().state());
      }
    } else if (sentTo > position) {
      holding.producer().commit();
      position = sentTo;
      show();
    } else if (position < world.source.executed()) {
      send();
    } else {
      show();
    }
    return false;
  }

  private void begin(CheckpointState state) {
    position =
        state
            .streamed()
            .map(Streamed::gtidExecuted)
            .or(() -> state.begin().map(Begin::gtidExecuted))
            .map(Integer::parseInt)
            .orElseThrow();
    sentTo = position;
    Plan plan = state.plan(Tables.TABLE).orElseThrow();
    generation = plan.generation();
    java.util.Arrays.fill(executed, Integer.parseInt(plan.gtidExecuted()));
    for (ChunkDone chunk : state.chunks(plan)) {
      for (int key = Tables.first(chunk.range()); key <= Tables.last(chunk.range()); key++) {
        executed[key] = Integer.parseInt(chunk.gtidExecuted());
      }
    }
    begun = true;
  }

  private void send() {
    holding.producer().begin();
    int upTo = Math.min(world.source.executed(), position + 1 + world.dice.below(MOST_CHANGES));
    for (int change = position + 1; change <= upTo; change++) {
      int key = world.source.key(change);
      if (change > executed[key]) {
        holding
            .producer()
            .send(world.destination, "change", new Row.Changed(generation, key, change));
        rows++;
      }
    }
    Streamed streamed = new Streamed(String.valueOf(upTo), "", "", 0, "", 0, List.of(), Map.of());
    holding.producer().send(world.checkpoints, streamed.key(), streamed);
    sentTo = upTo;
  }

  private void show() {
    boolean caughtUp = position == world.source.executed();
    holding.streaming(new StreamProgress("at " + position, 0, caughtUp, rows, rows));
  }
}
