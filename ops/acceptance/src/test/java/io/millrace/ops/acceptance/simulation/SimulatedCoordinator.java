package io.millrace.ops.acceptance.simulation;

import io.millrace.coordinator.loop.Attempts;
import io.millrace.coordinator.loop.RunOutcome;
import io.millrace.coordinator.loop.RunPolicy;
import io.millrace.coordinator.loop.ServerIds;
import io.millrace.coordinator.loop.TaskRun;
import io.millrace.coordinator.loop.Workers;
import io.millrace.coordinator.loop.Workers.Heard;
import io.millrace.coordinator.loop.Workers.WorkerProcess;
import io.millrace.ops.acceptance.simulation.ViolationException.Kind;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Orders.HoldingOrder;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.Status.HoldingStatus;
import io.millrace.proto.task.TaskError;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A coordinator: opens the state topic as {@code CoordinatorLoop} does, and drives the
 * coordinator's own {@link TaskRun} and {@link Workers} as {@code ActiveTerm} does.
 */
final class SimulatedCoordinator {
  private static final String ID = "coordinator";
  private static final Duration LEASE = Duration.ofSeconds(1);
  private static final long AGAIN_MILLIS = 100;
  private static final long REPEAT_MILLIS = 300;
  private static final RunPolicy POLICY = new RunPolicy(2, 1_000_000, Duration.ofHours(12));

  /** Takes orders on their way. */
  interface Sending {
    void send(SimulatedCoordinator from, Orders orders);
  }

  private enum Phase {
    STANDBY,
    OPENED,
    READ,
    ACTIVE
  }

  private record Sent(List<HoldingOrder> orders, long atMillis) {}

  private final World world;
  private final String name;
  private final Map<WorkerProcess, Sent> sent = new HashMap<>();
  private final boolean incremental;
  private final Sending send;
  private final Map<String, Status> newestStatus = new TreeMap<>();
  private Phase phase = Phase.STANDBY;
  private boolean alive = true;
  private int epoch;
  private long term;
  private long seenTerm;
  private long higherTerm;
  private long leadNotBeforeMillis;
  private long sequence;
  private HomeRecord.Task task;
  private TaskRun run;
  private Workers workers;
  private Reports reports;

  /** Whether it takes itself for the oldest of the grid. */
  boolean oldest;

  /** Until then it stands still. */
  long asleepUntilMillis;

  SimulatedCoordinator(World world, String name, boolean incremental, Sending send) {
    this.world = world;
    this.name = name;
    this.incremental = incremental;
    this.send = send;
  }

  boolean isAlive() {
    return alive;
  }

  boolean isActive() {
    return phase == Phase.ACTIVE;
  }

  void kill() {
    world.trace(name, () -> "dies");
    alive = false;
    stepDown();
    seenTerm = 0;
  }

  void restart() {
    alive = true;
    asleepUntilMillis = 0;
    newestStatus.clear();
  }

  void receive(Status status) {
    if (alive) {
      newestStatus.put(status.worker(), status);
    }
  }

  private void stepDown() {
    phase = Phase.STANDBY;
    run = null;
    leadNotBeforeMillis = world.nowMillis + AGAIN_MILLIS;
  }

  /** One turn of the loop. */
  void turn() {
    try {
      switch (phase) {
        case STANDBY -> lead();
        case OPENED -> read();
        case READ -> beginTerm();
        case ACTIVE -> work();
      }
    } catch (FencedProducerException e) {
      world.trace(name, () -> "is fenced: term " + term + " ends");
      stepDown();
    } catch (LostException e) {
      world.trace(name, () -> "doubts its commit: term " + term + " ends");
      stepDown();
    }
  }

  private void lead() {
    if (!oldest) {
      newestStatus.clear();
    } else if (world.nowMillis >= leadNotBeforeMillis) {
      epoch = world.kafka.fence(ID);
      world.trace(name, () -> "opens the state topic");
      phase = Phase.OPENED;
    }
  }

  private void read() {
    if (world.home.lastStableOffset() < world.home.highWatermark()) {
      return;
    }
    long highest = 0;
    for (int offset = 0; offset < world.home.highWatermark(); offset++) {
      KafkaLog.Entry entry = world.home.at(offset);
      if (entry.isCommitted() && entry.value instanceof HomeRecord.Term t) {
        highest = t.term();
      } else if (entry.isCommitted()) {
        task = (HomeRecord.Task) entry.value;
      }
    }
    term = Math.max(highest, seenTerm) + 1;
    phase = Phase.READ;
  }

  private void commit(Object key, HomeRecord record) {
    KafkaTransaction transaction = world.kafka.begin(ID, epoch, null, world.nowMillis);
    world.kafka.append(world.home, transaction, key, record);
    boolean doubt = world.faulty && world.dice.oneIn(world.unknownOneIn);
    if (doubt && world.dice.oneIn(2)) {
      world.kafka.commitLater(transaction);
    } else {
      world.kafka.commit(transaction, true);
    }
    if (doubt) {
      throw new LostException("home");
    }
  }

  private void commit(HomeRecord.Task next) {
    task = next;
    commit("task", next);
  }

  private void beginTerm() {
    commit("term", new HomeRecord.Term(term));
    world.trace(name, () -> "is active: term " + term);
    workers = new Workers(LEASE);
    higherTerm = 0;
    sequence = 0;
    reports = new Reports(world);
    sent.clear();
    run =
        task.finished()
            ? null
            : new TaskRun(
                SimulatedTask.of(task, incremental),
                term,
                POLICY,
                new Attempts(),
                new ServerIds("simulation"),
                new Written());
    phase = Phase.ACTIVE;
  }

  /** A person changes the number of lanes: the next term has them. */
  void patch(int lanes) {
    try {
      commit(new HomeRecord.Task(task.born(), task.finished(), lanes));
    } catch (FencedProducerException | LostException e) {
      stepDown();
    }
  }

  private void work() {
    List<Status> heard = List.copyOf(newestStatus.values());
    newestStatus.clear();
    try {
      heard.forEach(this::hear);
      advance();
    } catch (IllegalStateException e) {
      commit(task);
      throw new ViolationException(Kind.LEDGER_IN_DOUBT, e.getMessage());
    }
    if (higherTerm > term) {
      world.trace(name, () -> "term " + higherTerm + " was seen: term " + term + " ends");
      seenTerm = higherTerm;
      stepDown();
    }
  }

  private void hear(Status status) {
    if (status.term() > term) {
      higherTerm = Math.max(higherTerm, status.term());
    }
    workers.hear(status, world.nowMillis).ifPresent(this::lost);
    if (run == null) {
      return;
    }
    for (HoldingStatus holding : status.holdings()) {
      reports.report(run, status, holding, workers.all());
    }
  }

  private void lost(WorkerProcess process) {
    world.trace(name, () -> "takes " + process.incarnation() + " for dead");
    if (run != null) {
      run.workerLost(process.worker(), process.incarnation());
    }
  }

  private void advance() {
    workers.dropSilent(world.nowMillis).forEach(this::lost);
    if (run == null) {
      return;
    }
    run.advance(Integer.MAX_VALUE);
    run.assign(() -> workers.choose(held()), 0, world.nowMillis);
    for (Heard each : workers.all()) {
      send(each.process());
    }
    if (run.isEnded()) {
      run = null;
    }
  }

  private Map<String, Integer> held() {
    Map<String, Integer> held = new HashMap<>();
    for (Heard each : workers.all()) {
      String worker = each.process().worker();
      held.put(worker, run.orders(worker).size());
    }
    return held;
  }

  /** Sends a worker's orders when they have changed, and again from time to time. */
  private void send(WorkerProcess to) {
    List<HoldingOrder> now = run.orders(to.worker());
    Sent before = sent.get(to);
    boolean due =
        before == null
            || world.nowMillis - before.atMillis() >= REPEAT_MILLIS
            || !before.orders().equals(now);
    if (due) {
      sent.put(to, new Sent(now, world.nowMillis));
      sequence++;
      List<HoldingOrder> told = now.stream().map(reports::acknowledged).toList();
      send.send(this, new Orders(term, sequence, to.worker(), to.incarnation(), told, List.of()));
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** What the run says of its task is written down. */
  private final class Written implements RunOutcome {
    @Override
    public void born() {
      commit(new HomeRecord.Task(true, task.finished(), task.lanes()));
    }

    @Override
    public void closed() {
      commit(task);
    }

    @Override
    public void finished() {
      commit(new HomeRecord.Task(task.born(), true, task.lanes()));
    }

    @Override
    public void failed(TaskError error) {
      // Written down first: who leads no longer learns it here, and its word does not count.
      commit(task);
      throw new ViolationException(Kind.TASK_FAILED, error.message());
    }

    @Override
    public void retrying(TaskError error) {
      commit(task);
    }

    @Override
    public void recovered() {
      commit(task);
    }

    @Override
    public void retired() {
      throw new ViolationException(Kind.TASK_FAILED, "retired without being told to");
    }

    @Override
    public void steppedDown(long seen) {
      higherTerm = Math.max(higherTerm, seen);
    }

    @Override
    public void note(String text) {
      world.trace(name, () -> "notes: " + text);
    }
  }
}
