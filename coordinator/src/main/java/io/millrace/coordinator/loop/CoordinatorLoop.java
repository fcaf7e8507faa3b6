package io.millrace.coordinator.loop;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.failpoint.Failpoint;
import io.millrace.common.failpoint.Failpoints;
import io.millrace.common.secret.Sealer;
import io.millrace.common.secret.TaskSecrets;
import io.millrace.common.task.TaskIds;
import io.millrace.coordinator.grid.Grid;
import io.millrace.coordinator.store.CommitInDoubtException;
import io.millrace.coordinator.store.FencedException;
import io.millrace.coordinator.store.StateStore;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.coordinator.task.TaskEvent;
import io.millrace.proto.api.EventView;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TableView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.api.WorkerView;
import io.millrace.proto.grid.Status;
import io.millrace.proto.state.StateRecord;
import io.millrace.proto.state.StateRecord.StoredTask;
import io.millrace.proto.state.StateRecord.Term;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.wire.UnreadableMessageException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's one thread. It becomes active when its member is the oldest coordinator of the
 * grid: it fences its predecessor on the home Kafka, reads the state topic and begins a new term.
 * Everything that changes a task runs on it; callers and the grid only enqueue.
 */
public final class CoordinatorLoop implements TaskDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorLoop.class);
  private static final long TICK_MILLIS = 100;
  private static final int MOST_WAITING = 10_000;
  private static final long AGAIN_MILLIS = 500;

  /** Two coordinators that each believe to be the oldest one fence each other ever more rarely. */
  private static final int MOST_FENCES = 6;

  private static final long CALM_MILLIS = 60_000;
  private static final long FIGURES_MILLIS = 1_000;

  private final LoopSettings settings;
  private final StateStore store;
  private final Grid grid;
  private final Optional<Sealer> sealer;
  private final TaskIds ids;
  private final Clock clock;
  private final Consumer<Figures> figures;
  private final Failpoints failpoints;
  private final BlockingQueue<Runnable> commands = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Map<String, byte[]> newestStatus = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "coordinator-loop");
  private volatile ActiveTerm active;
  private volatile boolean closed;
  private volatile boolean ended;
  private long seenTerm;
  private long leadNotBeforeMillis = Long.MIN_VALUE;
  private long activeSinceMillis;
  private int fences;
  private long figuredAtMillis;
  private String lastTrouble = "";

  /**
   * @param figures hears on the loop's thread, about once a second, of what there is; must return
   *     at once
   * @param failpoints where a test steps in
   */
  public CoordinatorLoop(
      LoopSettings settings,
      StateStore store,
      Grid grid,
      Optional<Sealer> sealer,
      TaskIds ids,
      Clock clock,
      Consumer<Figures> figures,
      Failpoints failpoints) {
    this.figures = figures;
    this.failpoints = failpoints;
    this.settings = settings;
    this.store = store;
    this.grid = grid;
    this.sealer = sealer;
    this.ids = ids;
    this.clock = clock;
    thread.setDaemon(true);
  }

  public void start() {
    grid.onStatus(this::heard);
    grid.onWorkerLeft(incarnation -> commands.offer(() -> left(incarnation)));
    thread.start();
  }

  /** A status has come; keeps only the newest of each worker, since each is whole. */
  private void heard(byte[] message) {
    try {
      Status status = Status.fromBytes(message);
      newestStatus.put(status.worker(), message);
      if (commands.isEmpty()) {
        // Only to wake the loop: it must not crowd out what people ask.
        commands.offer(() -> {});
      }
    } catch (UnreadableMessageException e) {
      LOG.warn("status refused: {}", e.getMessage());
    }
  }

  private void left(String incarnation) {
    if (active != null) {
      active.left(incarnation, nowMillis());
    }
  }

  @Override
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
      answerAll(commands.poll());
    }
  }

  private void turn(Runnable first) {
    guarded(this::lead);
    answerAll(first);
    guarded(this::work);
    if (nowMillis() - figuredAtMillis >= FIGURES_MILLIS) {
      figuredAtMillis = nowMillis();
      tellFigures();
    }
  }

  private void tellFigures() {
    try {
      figures.accept(active == null ? Figures.none() : active.figures());
    } catch (RuntimeException e) {
      LOG.warn("figures for metrics could not be made", e);
    }
  }

  private void answerAll(Runnable first) {
    for (Runnable command = first; command != null; command = commands.poll()) {
      guarded(command);
    }
  }

  /** Becomes active if it should be; not at once again after it failed or was fenced. */
  private void lead() {
    if (active != null) {
      return;
    }
    if (!grid.isOldestCoordinator()) {
      // Whoever is silent when this one becomes active is not to count as alive.
      newestStatus.clear();
    } else if (nowMillis() >= leadNotBeforeMillis) {
      leadNotBeforeMillis = nowMillis() + AGAIN_MILLIS;
      activate();
    }
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (FencedException e) {
      fences = Math.min(fences + 1, MOST_FENCES);
      leadNotBeforeMillis = nowMillis() + (AGAIN_MILLIS << fences);
      stepDown(e.getMessage());
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
        new ActiveTerm(term, grid, settings, new Tasks(store, clock, stored), failpoints);
    begun.begin();
    active = begun;
    activeSinceMillis = nowMillis();
    lastTrouble = "";
    LOG.info("active: term {}, {} tasks", term, stored.size());
  }

  private void work() {
    if (active == null) {
      return;
    }
    long now = nowMillis();
    if (now - activeSinceMillis > CALM_MILLIS) {
      fences = 0;
    }
    for (String worker : List.copyOf(newestStatus.keySet())) {
      byte[] message = newestStatus.remove(worker);
      if (message != null) {
        active.hear(Status.fromBytes(message), now);
      }
    }
    active.step(now);
    active.tasks().saveNotes();
    if (active.higherTerm() > active.term()) {
      seenTerm = active.higherTerm();
      stepDown("term " + seenTerm + " was seen");
    }
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

  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  // ---- what callers ask

  private <T> CompletionStage<T> ask(Function<ActiveTerm, T> question) {
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

  @Override
  public CompletionStage<TaskView> create(String tenant, TaskDefinition definition) {
    return ask(
        term -> {
          String id = ids.next();
          TaskDefinition sealed = TaskSecrets.seal(definition, id, sealer);
          return term.view(term.tasks().create(id, tenant, sealed, UUID.randomUUID().toString()));
        });
  }

  @Override
  public CompletionStage<Done> change(String tenant, String id, TaskChange change) {
    return ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          TaskDefinition changed = TaskSecrets.seal(change.applyTo(task.definition()), id, sealer);
          if (!changed.equals(task.definition())) {
            term.redefine(task, changed);
          }
          StoredTask now = term.tasks().require(tenant, id);
          return new Done(term.view(now), !now.definition().equals(task.definition()));
        });
  }

  @Override
  public CompletionStage<List<TaskView>> list(String tenant) {
    return ask(
        term ->
            term.tasks().all().stream()
                .filter(task -> task.tenant().equals(tenant))
                .map(term::view)
                .toList());
  }

  @Override
  public CompletionStage<TaskView> get(String tenant, String id) {
    return ask(term -> term.view(term.tasks().require(tenant, id)));
  }

  @Override
  public CompletionStage<List<TableView>> tables(String tenant, String id) {
    return ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          return Views.tables(task, term.live(task));
        });
  }

  @Override
  public CompletionStage<List<EventView>> events(String tenant, String id) {
    return ask(
        term ->
            term.tasks().require(tenant, id).events().stream()
                .map(e -> new EventView(e.at(), e.text()))
                .toList());
  }

  private CompletionStage<Done> ask(String tenant, String id, TaskEvent event, boolean force) {
    return ask(
        term -> {
          boolean changed = term.ask(term.tasks().require(tenant, id), event, force);
          return new Done(term.view(term.tasks().require(tenant, id)), changed);
        });
  }

  @Override
  public CompletionStage<Done> start(String tenant, String id) {
    return ask(tenant, id, TaskEvent.START, false);
  }

  @Override
  public CompletionStage<Done> stop(String tenant, String id, boolean force) {
    return ask(tenant, id, TaskEvent.STOP, force);
  }

  @Override
  public CompletionStage<Done> suspend(String tenant, String id) {
    return ask(tenant, id, TaskEvent.SUSPEND, false);
  }

  @Override
  public CompletionStage<Done> resume(String tenant, String id) {
    return ask(tenant, id, TaskEvent.RESUME, false);
  }

  @Override
  public CompletionStage<Done> delete(String tenant, String id, boolean force) {
    return ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          TaskView last = term.view(task);
          term.delete(task, force);
          return new Done(last, true);
        });
  }

  @Override
  public CompletionStage<PrecheckView> startPrecheck(String tenant, String id) {
    return ask(
        term -> {
          StoredTask task = term.tasks().require(tenant, id);
          term.ask(task, TaskEvent.PRECHECK, false);
          return term.precheckView(task);
        });
  }

  @Override
  public CompletionStage<PrecheckView> precheck(String tenant, String id) {
    return ask(term -> term.precheckView(term.tasks().require(tenant, id)));
  }

  @Override
  public CompletionStage<List<WorkerView>> workers() {
    return ask(term -> term.workerViews(nowMillis()));
  }
}
