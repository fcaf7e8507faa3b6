package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.settings.Settings;
import io.millrace.coordinator.task.TaskChange;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP on 127.0.0.1, the desk a fake. */
class ApiServerTest {
  private static final String TOKEN = "open sesame";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFINITION =
      """
      {"name": "orders",
       "source": {"host": "127.0.0.1", "user": "dts", "password": "hunter2"},
       "destination": {"bootstrapServers": "127.0.0.1:9092"},
       "objects": [{"database": "shop", "table": "orders"}]}\
      """;

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final FakeDesk desk = new FakeDesk(loop);
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;
  private ApiServer server;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        ApiServer.start(
                vertx, settings(0), desk, Optional::empty, Optional::empty, metrics, "0.1.0")
            .await();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
    loop.shutdown();
  }

  @Test
  void aTaskIsCreated() throws Exception {
    Reply reply = call("POST", "/api/v1/tasks", DEFINITION);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("id").asText()).isEqualTo("t0");
    assertThat(reply.json().path("state").asText()).isEqualTo("NotStarted");
    assertThat(reply.json().path("steps").path("incremental").path("state").asText())
        .isEqualTo("NotSelected");
    assertThat(reply.json().has("error")).isTrue();
    assertThat(reply.json().at("/definition/source/host").asText()).isEqualTo("127.0.0.1");
    assertThat(desk.created.source().password()).isEqualTo(Password.plain("hunter2"));
  }

  @Test
  void noAnswerHoldsAPassword() throws Exception {
    desk.put(FakeDesk.task("t9", "nine", TaskState.MIGRATING));
    assertThat(call("POST", "/api/v1/tasks", DEFINITION).body()).doesNotContain("hunter2");

    for (String path : new String[] {"", "/t9", "/t9/tables", "/t9/events", "/t9/precheck"}) {
      Reply reply = call("GET", "/api/v1/tasks" + path, null);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).doesNotContain("hunter2", "password");
    }
  }

  @Test
  void aNameThatIsTakenIsAConflict() throws Exception {
    call("POST", "/api/v1/tasks", DEFINITION);
    Reply second = call("POST", "/api/v1/tasks", DEFINITION);

    assertError(second, 409, "NAME_TAKEN");
    assertThat(second.json().path("kind").asText()).isEqualTo("user");
    assertThat(second.json().path("remedy").asText()).isNotEmpty();
  }

  /** As curl -d sends it: what Vert.x would say of such a form holds the form's text. */
  @Test
  void aBodyThatIsCalledAFormIsReadAsJson() throws Exception {
    String definition =
        DEFINITION.replace("hunter2", "50%zz=a&b").replace("orders", "o".repeat(60))
            + " ".repeat(3_000);
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/tasks"))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(definition))
            .build();

    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(desk.created.source().password()).isEqualTo(Password.plain("50%zz=a&b"));
  }

  /** Java's own client refuses to send it. */
  @Test
  void aQueryThatCannotBeDecodedIsTheCallersFault() throws Exception {
    Reply reply =
        vertx
            .createHttpClient()
            .request(HttpMethod.GET, server.port(), "127.0.0.1", "/api/v1/tasks?name=%zz")
            .compose(request -> request.putHeader("Authorization", "Bearer " + TOKEN).send())
            .compose(answer -> answer.body().map(b -> new Reply(answer.statusCode(), b.toString())))
            .await();

    assertError(reply, 400, "BAD_REQUEST");
    assertThat(reply.body()).contains("GET /api/v1/tasks cannot be read");
  }

  @Test
  void aBadDefinitionIsRefusedWithThePath() throws Exception {
    Reply reply =
        call("POST", "/api/v1/tasks", DEFINITION.replace("\"table\": \"orders\"", "\"table\": 3"));

    assertError(reply, 400, "BAD_REQUEST");
    assertThat(reply.json().path("details").path("objects[0].table").asText())
        .isEqualTo("must be a string");
    assertError(call("POST", "/api/v1/tasks", "{"), 400, "BAD_REQUEST");
    assertError(call("POST", "/api/v1/tasks", null), 400, "BAD_REQUEST");
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws Exception {
    Reply reply = call("POST", "/api/v1/tasks", " ".repeat(ApiServer.MAX_BODY_BYTES + 1));

    assertError(reply, 413, "BAD_REQUEST");
  }

  @Test
  void startAndStopAnswer202AndThen200AndThen409() throws Exception {
    desk.put(FakeDesk.task("m", "m", TaskState.MIGRATING));
    desk.put(FakeDesk.task("n", "n", TaskState.NOT_STARTED));
    desk.put(FakeDesk.task("f", "f", TaskState.FINISHED));

    Reply started = call("POST", "/api/v1/tasks/n/start", null);
    assertThat(started.status()).isEqualTo(202);
    assertThat(started.json().path("state").asText()).isEqualTo("Prechecking");
    assertThat(call("POST", "/api/v1/tasks/m/start", null).status()).isEqualTo(200);
    assertThat(call("POST", "/api/v1/tasks/m/stop", null).status()).isEqualTo(202);
    assertThat(call("POST", "/api/v1/tasks/m/stop", null).status()).isEqualTo(200);
    assertError(call("POST", "/api/v1/tasks/f/start", null), 409, "TASK_STATE");
    assertError(call("DELETE", "/api/v1/tasks/m", null), 409, "TASK_STATE");
    assertThat(call("DELETE", "/api/v1/tasks/f", null).status()).isEqualTo(202);
    assertError(call("GET", "/api/v1/tasks/f", null), 404, "NOT_FOUND");
  }

  @Test
  void suspendAndResumeAnswer202AndThen200AndThen409() throws Exception {
    desk.put(FakeDesk.task("m", "m", TaskState.MIGRATING));
    desk.put(FakeDesk.task("s", "s", TaskState.SUSPENDED));
    desk.put(FakeDesk.task("f", "f", TaskState.FINISHED));

    Reply suspended = call("POST", "/api/v1/tasks/m/suspend", null);
    assertThat(suspended.status()).isEqualTo(202);
    assertThat(suspended.json().path("state").asText()).isEqualTo("Suspending");
    assertThat(call("POST", "/api/v1/tasks/m/suspend", null).status()).isEqualTo(200);
    assertThat(call("POST", "/api/v1/tasks/s/resume", null).status()).isEqualTo(202);
    assertThat(call("POST", "/api/v1/tasks/s/resume", null).status()).isEqualTo(200);
    assertError(call("POST", "/api/v1/tasks/f/suspend", null), 409, "TASK_STATE");
    assertError(call("POST", "/api/v1/tasks/f/resume", null), 409, "TASK_STATE");
  }

  @Test
  void forceReachesTheDesk() throws Exception {
    desk.put(FakeDesk.task("m", "m", TaskState.MIGRATING));

    assertThat(call("POST", "/api/v1/tasks/m/stop?force=true", null).status()).isEqualTo(202);
    assertThat(desk.forced).isTrue();
    assertError(call("POST", "/api/v1/tasks/m/stop?force=1", null), 400, "BAD_REQUEST");
    assertError(call("POST", "/api/v1/tasks/m/stop?forse=true", null), 400, "BAD_REQUEST");
  }

  @Test
  void theListIsFilteredAndPaged() throws Exception {
    desk.put(FakeDesk.task("a", "one", TaskState.MIGRATING));
    desk.put(FakeDesk.task("b", "two", TaskState.FAILED));
    desk.put(FakeDesk.task("c", "three", TaskState.MIGRATING));

    JsonNode first = call("GET", "/api/v1/tasks?limit=1&state=Migrating", null).json();
    assertThat(first.at("/items/0/id").asText()).isEqualTo("a");
    assertThat(first.path("next").asText()).isEqualTo("a");
    JsonNode last = call("GET", "/api/v1/tasks?limit=1&state=Migrating&after=a", null).json();
    assertThat(last.at("/items/0/id").asText()).isEqualTo("c");
    assertThat(last.path("next").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"limit=0", "limit=1001", "limit=x", "state=Running", "page=2", "limit=1&limit=2"})
  void aBadQueryIsRefused(String query) throws Exception {
    assertError(call("GET", "/api/v1/tasks?" + query, null), 400, "BAD_REQUEST");
  }

  @Test
  void whatATaskHasIsShown() throws Exception {
    desk.put(FakeDesk.task("m", "m", TaskState.NOT_STARTED));

    JsonNode table = call("GET", "/api/v1/tasks/m/tables", null).json().at("/items/0");
    assertThat(table.path("table").asText()).isEqualTo("orders");
    assertThat(table.path("state").asText()).isEqualTo("Running");
    assertThat(table.path("remainingSeconds").isNull()).isTrue();
    assertThat(call("GET", "/api/v1/tasks/m/events", null).json().at("/items/0/text").asText())
        .isEqualTo("m");
    assertThat(call("GET", "/api/v1/workers", null).json().at("/items/0/state").asText())
        .isEqualTo("Running");
    Reply precheck = call("POST", "/api/v1/tasks/m/precheck", null);
    assertThat(precheck.status()).isEqualTo(202);
    assertThat(precheck.json().path("state").asText()).isEqualTo("Running");
    JsonNode items = call("GET", "/api/v1/tasks/m/precheck", null).json().path("items");
    assertThat(items.at("/1/result").asText()).isEqualTo("failed");
  }

  @Test
  void aTaskGetsAnotherSource() throws Exception {
    call("POST", "/api/v1/tasks", DEFINITION);

    Reply reply =
        call(
            "PATCH",
            "/api/v1/tasks/t0",
            "{\"source\": {\"host\": \"10.0.0.2\", \"port\": 3307, \"password\": \"new one\"}}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.body()).doesNotContain("new one");
    assertThat(desk.changed)
        .isEqualTo(new TaskChange("10.0.0.2", 3307, null, Password.plain("new one")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|BAD_REQUEST|source",
        "{\"source\": {\"port\": 70000}}|BAD_REQUEST|source.port",
        "{\"source\": {\"hots\": \"x\"}}|BAD_REQUEST|source.hots",
        "{\"name\": \"other\"}|NOT_SUPPORTED|name",
        "{\"source\": {\"encryption\": \"none\"}}|NOT_SUPPORTED|source.encryption"
      })
  void whatCannotBeChangedIsNamed(String body, String code, String path) throws Exception {
    Reply reply = call("PATCH", "/api/v1/tasks/t0", body);

    assertError(reply, 400, code);
    assertThat(reply.json().path("details").has(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"POST,/api/v1/lookups/topics", "GET,/api/v1/usage"})
  void whatIsNotBuiltYetSaysSo(String method, String path) throws Exception {
    assertError(call(method, path, null), 400, "NOT_SUPPORTED");
  }

  @Test
  void anUnknownCallIsRefusedInTheSameShape() throws Exception {
    assertError(call("GET", "/api/v1/nothing", null), 404, "NOT_FOUND");
    assertError(call("PUT", "/api/v1/tasks", null), 405, "BAD_REQUEST");
    assertError(call("GET", "/api/v1/tasks/unknown", null), 404, "NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer open", "Bearer open sesame2", "Basic x"})
  void aWrongTokenIsRefused(String header) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/tasks"));
    if (!header.isEmpty()) {
      request.header("Authorization", header);
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(JSON.readTree(response.body()).path("code").asText()).isEqualTo("UNAUTHORIZED");
    assertThat(response.body()).doesNotContain("sesame");
  }

  @Test
  void healthNeedsNoToken() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/openapi.yaml").body()).startsWith("openapi: 3");
    assertThat(get("/metrics").statusCode()).isEqualTo(401);
  }

  @Test
  void aCoordinatorThatIsNotActiveIsAliveAndNotReady() throws Exception {
    desk.active = false;

    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertError(call("GET", "/api/v1/tasks", null), 503, "NOT_ACTIVE");
    assertThat(call("GET", "/api/v1/version", null).json().path("active").asBoolean()).isFalse();
  }

  @Test
  void metricsAreShown() throws Exception {
    metrics.counter("millrace.task.rows", "task", "t0").increment(3);

    assertThat(call("GET", "/metrics", null).body())
        .contains("millrace_task_rows_total{task=\"t0\"} 3.0");
  }

  @Test
  void anUnexpectedErrorSaysNothingOfItsText() throws Exception {
    desk.breakWith = new IllegalStateException("secret inside");

    Reply reply = call("GET", "/api/v1/tasks", null);

    assertError(reply, 500, "BUG");
    assertThat(reply.body()).doesNotContain("secret inside");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    MillraceException error =
        catchThrowableOfType(
            MillraceException.class,
            () -> {
              Vertx other = Vertx.vertx();
              try {
                ApiServer.start(
                        other,
                        settings(server.port()),
                        desk,
                        Optional::empty,
                        Optional::empty,
                        metrics,
                        "0.1.0")
                    .await();
              } finally {
                other.close().await();
              }
            });

    assertThat(error.code()).isEqualTo(ErrorCode.PORT_TAKEN);
    assertThat(error)
        .hasMessageContaining("127.0.0.1:" + server.port())
        .hasMessageContaining("http.port");
  }

  private static void assertError(Reply reply, int status, String code) throws IOException {
    assertThat(reply.status()).isEqualTo(status);
    JsonNode body = reply.json();
    assertThat(body.path("code").asText()).isEqualTo(code);
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("code", "kind", "message", "remedy", "details");
  }

  private record Reply(int status, String body) {
    JsonNode json() throws IOException {
      return JSON.readTree(body);
    }
  }

  private Reply call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Reply(response.statusCode(), response.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static Settings settings(int port) {
    return Settings.load(
        Map.of("http.port", Integer.toString(port), "http.token", TOKEN), Map.of(), Map.of());
  }
}
