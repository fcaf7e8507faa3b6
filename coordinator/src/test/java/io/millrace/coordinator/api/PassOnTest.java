package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.settings.Settings;
import io.millrace.coordinator.loop.LastShown;
import io.millrace.proto.api.PrecheckState;
import io.millrace.proto.api.PrecheckView;
import io.millrace.proto.api.TaskView;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.task.TaskState;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two coordinators over real HTTP on 127.0.0.1, their desks fakes; calls go to the second one. */
class PassOnTest {
  private static final String TOKEN = "open sesame";
  private static final String AS_OF = "2026-11-29T10:00:00.000Z";
  private static final String DEFINITION =
      """
      {"name": "orders",
       "source": {"host": "127.0.0.1", "user": "dts", "password": "hunter2"},
       "destination": {"bootstrapServers": "127.0.0.1:9092"},
       "objects": [{"database": "shop", "table": "orders"}]}\
      """;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final FakeDesk active = new FakeDesk(loop);
  private final FakeDesk standby = new FakeDesk(loop);
  private final HttpClient client = HttpClient.newHttpClient();
  private final LastShown shown = new LastShown(loop);
  private volatile String activeAddress = "";
  private volatile String standbyAddress = "";
  private Vertx vertx;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    standby.active = false;
    activeAddress = address(serve(active, () -> Optional.of(standbyAddress)));
    standbyAddress = address(serve(standby, () -> Optional.of(activeAddress)));
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    loop.shutdown();
  }

  private ApiServer serve(
      FakeDesk desk, java.util.function.Supplier<Optional<String>> activeAddress) {
    Settings settings =
        Settings.load(Map.of("http.port", "0", "http.token", TOKEN), Map.of(), Map.of());
    return ApiServer.start(
            vertx,
            settings,
            desk,
            shown::desk,
            activeAddress,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            "0.1.0")
        .await();
  }

  private static String address(ApiServer server) {
    return "127.0.0.1:" + server.port();
  }

  @Test
  void aWriteOnTheOneThatStandsByIsDoneByTheActiveOne() throws Exception {
    HttpResponse<String> answer = call("POST", "/api/v1/tasks", DEFINITION, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"id\":\"t0\"");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(active.created.name()).isEqualTo("orders");
    assertThat(standby.created).isNull();
  }

  @Test
  void aReadAndARefusalComeBackAsTheActiveOneGaveThem() throws Exception {
    call("POST", "/api/v1/tasks", DEFINITION, TOKEN);

    assertThat(call("GET", "/api/v1/tasks?limit=1", null, TOKEN).body()).contains("\"id\":\"t0\"");
    HttpResponse<String> unknown = call("GET", "/api/v1/tasks/nobody", null, TOKEN);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("NOT_FOUND");
  }

  @Test
  void whoHasNoTokenGetsNoFurther() throws Exception {
    activeAddress = "127.0.0.1:1";

    assertThat(call("GET", "/api/v1/tasks", null, "guess").statusCode()).isEqualTo(401);
  }

  @Test
  void twoThatBothStandByDoNotPassACallToAndFro() throws Exception {
    active.active = false;

    HttpResponse<String> answer = call("GET", "/api/v1/tasks", null, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("NOT_ACTIVE").doesNotContain("passed the call on");
  }

  @Test
  void anActiveOneThatIsGoneIsSaid() throws Exception {
    endActiveOne();
    showTask();

    HttpResponse<String> answer = call("POST", "/api/v1/tasks", DEFINITION, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("NOT_ACTIVE", "passed the call on to the active one at " + activeAddress)
        .contains("\"remedy\":");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    assertThat(answer.headers().firstValue(PassOn.AS_OF)).isEmpty();
  }

  private void endActiveOne() throws IOException {
    try (ServerSocket closed = new ServerSocket(0)) {
      activeAddress = "127.0.0.1:" + closed.getLocalPort();
    }
  }

  private void showTask() {
    TaskView task = FakeDesk.task("t7", "shown", TaskState.MIGRATING);
    PrecheckView precheck = new PrecheckView(PrecheckState.PASSED, 100, List.of());
    shown.heard("t7", new Shown.Task(4, task, List.of(), List.of(), precheck).toBytes());
    shown.heard("#term", new Shown.Term(4, AS_OF, 1, List.of()).toBytes());
  }

  @Test
  void aReadIsAnsweredFromWhatAnActiveOneThatIsGoneHadShown() throws Exception {
    endActiveOne();
    showTask();

    HttpResponse<String> list = call("GET", "/api/v1/tasks?name=shown", null, TOKEN);
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).contains("\"id\":\"t7\"");
    assertThat(list.headers().firstValue(PassOn.AS_OF)).hasValue(AS_OF);
    HttpResponse<String> tables = call("GET", "/api/v1/tasks/t7/tables", null, TOKEN);
    assertThat(tables.statusCode()).isEqualTo(200);
    assertThat(call("GET", "/api/v1/tasks/nobody", null, TOKEN).statusCode()).isEqualTo(404);
    assertThat(call("GET", "/api/v1/tasks?colour=red", null, TOKEN).statusCode()).isEqualTo(400);
    assertThat(call("GET", "/api/v1/tasks", null, "guess").statusCode()).isEqualTo(401);
  }

  @Test
  void aReadPassedOnToOneThatIsNotActiveYetIsAnsweredThereFromWhatWasShown() throws Exception {
    active.active = false;
    showTask();

    HttpResponse<String> answer = call("GET", "/api/v1/tasks/t7", null, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue(PassOn.AS_OF)).hasValue(AS_OF);
    assertThat(call("POST", "/api/v1/tasks/t7/stop", "", TOKEN).statusCode()).isEqualTo(503);
  }

  @Test
  void whatWasShownIsNotAskedWhileOneIsActive() throws Exception {
    showTask();

    HttpResponse<String> answer = call("GET", "/api/v1/tasks/t7", null, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue(PassOn.AS_OF)).isEmpty();
  }

  @Test
  void theOneThatStandsByIsReady() throws Exception {
    assertThat(call("GET", "/health/ready", null, TOKEN).statusCode()).isEqualTo(200);
    assertThat(call("GET", "/api/v1/version", null, TOKEN).body()).contains("\"active\":false");
  }

  private HttpResponse<String> call(String method, String path, String body, String token)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + standbyAddress + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
