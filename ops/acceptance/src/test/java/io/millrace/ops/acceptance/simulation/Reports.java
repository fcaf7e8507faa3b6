package io.millrace.ops.acceptance.simulation;

import io.millrace.coordinator.loop.TaskRun;
import io.millrace.coordinator.loop.Workers.Heard;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.HoldingEvent.ChunkRead;
import io.millrace.proto.grid.HoldingEvent.Taken;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The way from what workers say to what {@link TaskRun} counts. Without a mutant and without a lie
 * it adds nothing.
 */
final class Reports {
  private static final class Numbers {
    long heard;
    long counted;
  }

  private final World world;
  private final Map<String, Numbers> numbers = new HashMap<>();

  private Taken lastRead;

  Reports(World world) {
    this.world = world;
  }

  void report(TaskRun run, Status from, HoldingStatus status, List<Heard> workers) {
    HoldingStatus counted = world.mutant == Mutant.REPORT_COUNTED_TWICE ? twice(status) : status;
    run.report(from.worker(), from.incarnation(), counted, world.nowMillis);
    if (world.mutant == Mutant.HAND_OUT_BEFORE_ALL_ARE_TAKEN) {
      openEarly(run, status, workers);
    }
    if (world.lies > 0) {
      lie(run, from, status);
    }
  }

  // ---- a report counted twice

  private HoldingStatus twice(HoldingStatus status) {
    Numbers known =
        numbers.computeIfAbsent(key(status.resource(), status.attempt()), k -> new Numbers());
    List<HoldingEvent> events = new ArrayList<>();
    for (HoldingEvent event : status.events()) {
      if (event.number() == known.heard + 1 || event instanceof Taken) {
        known.heard = Math.max(known.heard, event.number());
        known.counted++;
        events.add(Renumbered.of(event, known.counted));
      }
    }
    return with(status, events);
  }

  private static String key(String resource, int attempt) {
    return resource + "#" + attempt;
  }

  private static HoldingStatus with(HoldingStatus status, List<HoldingEvent> events) {
    return new HoldingStatus(
        status.taskId(),
        status.resource(),
        status.term(),
        status.attempt(),
        events,
        status.progress(),
        status.stream());
  }

  /** What the worker is told to be counted. */
  HoldingOrder acknowledged(HoldingOrder order) {
    Numbers known = numbers.get(key(order.resource(), order.attempt()));
    if (known == null) {
      return order;
    }
    return new HoldingOrder(
        order.taskId(),
        order.resource(),
        order.attempt(),
        order.mode(),
        order.acknowledged() == 0 ? 0 : known.heard,
        order.jobs(),
        order.serverId(),
        order.brief());
  }

  // ---- one reading counts as the taking of all lanes

  private void openEarly(TaskRun run, HoldingStatus status, List<Heard> workers) {
    if (!status.events().isEmpty() && status.events().get(0) instanceof Taken read) {
      lastRead = read;
    }
    if (lastRead == null) {
      return;
    }
    for (Heard each : workers) {
      Status worker = each.status();
      for (HoldingOrder order : run.orders(worker.worker())) {
        if (order.resource().startsWith("lane-") && order.acknowledged() == 0) {
          HoldingStatus forged =
              new HoldingStatus(
                  order.taskId(),
                  order.resource(),
                  status.term(),
                  order.attempt(),
                  List.of(lastRead),
                  null,
                  null);
          run.report(worker.worker(), worker.incarnation(), forged, world.nowMillis);
        }
      }
    }
  }

  // ---- a ledger that is wrong: a chunk counts as read that was only handed out

  private void lie(TaskRun run, Status from, HoldingStatus status) {
    for (HoldingOrder order : run.orders(from.worker())) {
      boolean same =
          order.resource().equals(status.resource())
              && order.attempt() == status.attempt()
              && order.acknowledged() > 0;
      if (same && !order.jobs().isEmpty() && order.jobs().get(0) instanceof Job.ReadChunk chunk) {
        ChunkRead lie =
            new ChunkRead(
                order.acknowledged() + 1,
                chunk.number(),
                chunk.table(),
                chunk.generation(),
                chunk.range(),
                null,
                1,
                1);
        world.lies--;
        world.lied = true;
        world.trace("lie", () -> String.valueOf(lie));
        run.report(from.worker(), from.incarnation(), with(status, List.of(lie)), world.nowMillis);
        return;
      }
    }
  }
}
