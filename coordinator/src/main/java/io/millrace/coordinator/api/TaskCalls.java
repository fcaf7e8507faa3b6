package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.api.Answers.Answer;
import io.millrace.coordinator.loop.TaskDesk;
import io.millrace.coordinator.loop.TaskDesk.Done;
import io.millrace.proto.api.Page;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The calls about tasks and workers: each asks the desk once. Runs on event loops. */
final class TaskCalls {
  /** The one tenant there is. */
  static final String TENANT = "default";

  private final TaskDesk desk;

  TaskCalls(TaskDesk desk) {
    this.desk = desk;
  }

  void create(RoutingContext request) {
    noQuery(request);
    Answers.when(
        request,
        desk.create(TENANT, DefinitionReader.read(body(request))),
        task -> new Answer(201, task));
  }

  void change(RoutingContext request) {
    noQuery(request);
    done(request, desk.change(TENANT, id(request), ChangeReader.read(body(request))));
  }

  void list(RoutingContext request) {
    TaskList wanted = TaskList.of(new Query(request.queryParams()));
    Answers.when(request, desk.list(TENANT), tasks -> Answer.ok(wanted.page(tasks)));
  }

  void get(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.get(TENANT, id(request)), Answer::ok);
  }

  void tables(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.tables(TENANT, id(request)), items -> Answer.ok(Page.whole(items)));
  }

  void events(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.events(TENANT, id(request)), items -> Answer.ok(Page.whole(items)));
  }

  void startPrecheck(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.startPrecheck(TENANT, id(request)), check -> new Answer(202, check));
  }

  void precheck(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.precheck(TENANT, id(request)), Answer::ok);
  }

  void start(RoutingContext request) {
    noQuery(request);
    done(request, desk.start(TENANT, id(request)));
  }

  void stop(RoutingContext request) {
    done(request, withForce(request, force -> desk.stop(TENANT, id(request), force)));
  }

  void suspend(RoutingContext request) {
    noQuery(request);
    done(request, desk.suspend(TENANT, id(request)));
  }

  void resume(RoutingContext request) {
    noQuery(request);
    done(request, desk.resume(TENANT, id(request)));
  }

  void delete(RoutingContext request) {
    done(request, withForce(request, force -> desk.delete(TENANT, id(request), force)));
  }

  void workers(RoutingContext request) {
    noQuery(request);
    Answers.when(request, desk.workers(), items -> Answer.ok(Page.whole(items)));
  }

  /** A call of the contract that this version does not have yet. */
  void notSupported(RoutingContext request) {
    String call = Answers.call(request);
    throw new MillraceException(
        ErrorCode.NOT_SUPPORTED,
        "%s is not supported by this version".formatted(call),
        Map.of("call", call),
        null);
  }

  private static void done(RoutingContext request, CompletionStage<Done> stage) {
    Answers.when(request, stage, done -> new Answer(done.changed() ? 202 : 200, done.task()));
  }

  private static CompletionStage<Done> withForce(
      RoutingContext request, Function<Boolean, CompletionStage<Done>> call) {
    Query query = new Query(request.queryParams());
    boolean force = query.flag("force");
    query.check();
    return call.apply(force);
  }

  private static byte[] body(RoutingContext request) {
    return request.body().buffer() == null ? new byte[0] : request.body().buffer().getBytes();
  }

  private static void noQuery(RoutingContext request) {
    new Query(request.queryParams()).check();
  }

  private static String id(RoutingContext request) {
    return request.pathParam("id");
  }
}
