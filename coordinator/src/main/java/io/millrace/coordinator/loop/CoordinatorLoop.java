package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.store.CommitInDoubtException;
import io.millrace.coordinator.store.FencedException;
import io.millrace.coordinator.store.StateStore;
import io.millrace.proto.grid.Status;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.Term;
import io.millrace.proto.wire.UnreadableMessageException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's one thread. It becomes active when its member is the oldest coordinator of the
 * grid: it fences its predecessor on the home Kafka, reads the state topic and begins a new term.
 * Everything that changes a task runs on it; callers and the grid only enqueue.
 */
public final class CoordinatorLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLoop.class);
  private static final long TICK_MILLIS = 100;
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_COMMANDS_A_TURN = 100;
  private static final long AGAIN_MILLIS = 500;
  private static final long FIGURES_MILLIS = 1_000;

  private final LoopSettings settings;
  private final StateStore store;
  private final Grid grid;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Consumer<Figures> figures;
  private final Failpoints failpoints;
  private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Map<String, Workers.Heard> newestStatus = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "coordinator-loop");
  private volatile ActiveTerm active;
  private volatile boolean closed;
  private volatile boolean ended;
  private long seenTerm;
  private long leadNotBeforeMillis = Long.MIN_VALUE;
  private long activeSinceMillis;
  private LeadPause pause = LeadPause.none();
  private long figuredAtMillis;
  private String lastTrouble = "";

  /**
   * @param clock for times that people and other processes see
   * @param nanoTime for spans of time, as {@link System#nanoTime()}
   * @param figures hears on the loop's thread, about once a second, of what there is; must return
   *     at once
   * @param failpoints where a test steps in
   * @param died hears of an error that ended the loop's thread, and ends the process: in the grid
   *     it would stand in the way of every other coordinator
   */
  public CoordinatorLoop(
      LoopSettings settings,
      StateStore store,
      Grid grid,
      Clock clock,
      LongSupplier nanoTime,
      Consumer<Figures> figures,
      Failpoints failpoints,
      UncaughtExceptionHandler died) {
    this.figures = figures;
    this.failpoints = failpoints;
    this.settings = settings;
    this.store = store;
    this.grid = grid;
    this.clock = clock;
    this.nanoTime = nanoTime;
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(died);
  }

  public void start() {
    grid.onStatus(this::heard);
    grid.onWorkerLeft(incarnation -> commands.offer(() -> left(incarnation)));
    grid.onCoordinatorLeft(() -> commands.offer(this::makeRoomNoLonger));
    thread.start();
  }

  /** A status has come; keeps only the newest of each worker, since each is whole. */
  private void heard(byte[] message) {
    try {
      Status status = Status.fromBytes(message);
      newestStatus.put(status.worker(), new Workers.Heard(status, nowMillis()));
      if (commands.isEmpty()) {
        // Only to wake the loop: it must not crowd out what people ask.
        commands.offer(() -> {});
      }
    } catch (UnreadableMessageException e) {
      LOG.warn("status refused: {}", e.getMessage());
    }
  }

  /**
   * A term is shown: one above this coordinator's own is another one's, who has fenced it. Any
   * thread; returns at once.
   */
  public void seen(long term) {
    commands.offer(() -> seenTerm = Math.max(seenTerm, term));
  }

  private void left(String incarnation) {
    newestStatus.values().removeIf(heard -> heard.status().incarnation().equals(incarnation));
    if (active != null) {
      active.left(incarnation, nowMillis());
    }
  }

  /** The coordinator that this one left the office to may be gone: nobody is to wait for it. */
  private void makeRoomNoLonger() {
    pause = LeadPause.none();
    leadNotBeforeMillis = Long.MIN_VALUE;
  }

  /** Whether this coordinator is the active one. Any thread. */
  public boolean isActive() {
    return active != null;
  }

  @Override
  public void close() {
    closed = true;
    commands.offer(() -> {});
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  // ---- the thread

  private void run() {
    try {
      while (!closed) {
        turn(commands.poll(TICK_MILLIS, TimeUnit.MILLISECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      active = null;
      ended = true;
      answerSome(commands.poll(), Integer.MAX_VALUE);
    }
  }

  private void turn(Runnable first) {
    guarded(this::lead);
    answerSome(first, MOST_COMMANDS_A_TURN);
    guarded(this::work);
    if (nowMillis() - figuredAtMillis >= FIGURES_MILLIS) {
      figuredAtMillis = nowMillis();
      tellFigures();
    }
  }

  private void tellFigures() {
    try {
      figures.accept(active == null ? Figures.none() : active.views().figures());
    } catch (RuntimeException e) {
      LOG.warn("figures for metrics could not be made", e);
    }
  }

  /** Whoever asks without end must not keep the loop from its work. */
  private void answerSome(Runnable first, int most) {
    Runnable command = first;
    for (int i = 0; i < most && command != null; i++) {
      guarded(command);
      command = i + 1 < most ? commands.poll() : null;
    }
  }

  /** Becomes active if it should be; not at once again after it failed or lost its office. */
  private void lead() {
    if (active != null) {
      return;
    }
    if (!grid.isOldestCoordinator()) {
      // Whoever is silent when this one becomes active is not to count as alive.
      newestStatus.clear();
      // Whoever becomes the oldest one has nobody of its grid to make room for.
      makeRoomNoLonger();
    } else if (nowMillis() >= leadNotBeforeMillis) {
      leadNotBeforeMillis = nowMillis() + AGAIN_MILLIS;
      activate();
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (FencedException e) {
      lostOffice(e.getMessage());
    } catch (CommitInDoubtException e) {
      stepDown(e.getMessage());
    } catch (MillraceException e) {
      trouble(e);
    } catch (RuntimeException e) {
      LOG.error("the loop doubts its memory and begins a new term", e);
      stepDown(String.valueOf(e));
    }
  }

  private void activate() {
    List<StateRecord> records = store.open(settings.coordinatorId());
    long highest =
        records.stream()
            .filter(Term.class::isInstance)
            .mapToLong(r -> ((Term) r).term())
            .max()
            .orElse(0);
    long term = Math.max(highest, seenTerm) + 1;
    store.commit(
        List.of(new Term(term, settings.coordinatorId(), clock.instant().toString())), List.of());
    failpoints.reach(Failpoint.TERM_COMMITTED);
    List<StoredTask> stored =
        records.stream().filter(StoredTask.class::isInstance).map(StoredTask.class::cast).toList();
    ActiveTerm begun =
        new ActiveTerm(term, grid, settings, clock, new Tasks(store, clock, stored), failpoints);
    begun.begin();
    active = begun;
    activeSinceMillis = nowMillis();
    forgetSilent(activeSinceMillis);
    lastTrouble = "";
    LOG.info("active: term {}, {} tasks", term, stored.size());
  }

  /** Whoever fell silent before the term, while none could begin, does not count as alive in it. */
  private void forgetSilent(long now) {
    newestStatus
        .values()
        .removeIf(heard -> now - heard.atMillis() > settings.workerLease().toMillis());
  }

  private void work() {
    if (active == null) {
      return;
    }
    long now = nowMillis();
    for (String worker : List.copyOf(newestStatus.keySet())) {
      Workers.Heard heard = newestStatus.remove(worker);
      if (heard != null) {
        active.hear(heard.status(), now);
      }
    }
    active.step(now);
    active.tasks().saveNotes();
    seenTerm = Math.max(seenTerm, active.higherTerm());
    if (seenTerm > active.term()) {
      lostOffice("term " + seenTerm + " was seen");
      return;
    }
    active.show(now);
  }

  /** Another coordinator leads, or did: it is given time before its office is taken again. */
  private void lostOffice(String reason) {
    long now = nowMillis();
    pause = pause.afterLoss(active == null ? 0 : now - activeSinceMillis);
    leadNotBeforeMillis = now + pause.millis();
    stepDown(reason);
  }

  private void stepDown(String reason) {
    if (active != null) {
      LOG.info("term {} ends: {}", active.term(), reason);
      active = null;
    }
  }

  private void trouble(MillraceException e) {
    String text = e.code() + ": " + e.getMessage();
    if (!text.equals(lastTrouble)) {
      LOG.warn("not active: {}", text);
      lastTrouble = text;
    }
    stepDown(text);
  }

  /** Of the clock that terms are told; it has no meaning elsewhere. */
  long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }

  // ---- what callers ask

  /**
   * Has the loop's thread answer a question. Any thread; returns at once.
   *
   * @return fails with what the question throws, and with NOT_ACTIVE when there is no term to ask
   */
  <T> CompletionStage<T> ask(Function<ActiveTerm, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean queued = commands.offer(() -> answer(question, answer));
    if (!queued) {
      answer.completeExceptionally(
          new MillraceException(ErrorCode.NOT_ACTIVE, "too many requests wait"));
    }
    if (ended) {
      answer.completeExceptionally(
          new MillraceException(ErrorCode.NOT_ACTIVE, "this coordinator has ended"));
    }
    return answer;
  }

  private <T> void answer(Function<ActiveTerm, T> question, CompletableFuture<T> answer) {
    if (active == null) {
      String why = lastTrouble.isEmpty() ? "another one is, or soon will be" : lastTrouble;
      answer.completeExceptionally(
          new MillraceException(
              ErrorCode.NOT_ACTIVE, "this coordinator is not the active one: " + why));
      return;
    }
    try {
      answer.complete(question.apply(active));
    } catch (MillraceException e) {
      answer.completeExceptionally(e);
    } catch (RuntimeException e) {
      answer.completeExceptionally(
          new MillraceException(
              ErrorCode.NOT_ACTIVE, "whether it was stored is not certain: look again", e));
      throw e;
    }
  }
}
