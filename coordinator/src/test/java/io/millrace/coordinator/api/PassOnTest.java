package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.common.settings.Settings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
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

/** Two coordinators over real HTTP on 127.0.0.1, their desks fakes; calls go to the second one. */
class PassOnTest {
  private static final String TOKEN = "open sesame";
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
    try (ServerSocket closed = new ServerSocket(0)) {
      activeAddress = "127.0.0.1:" + closed.getLocalPort();
    }

    HttpResponse<String> answer = call("POST", "/api/v1/tasks", DEFINITION, TOKEN);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .contains("NOT_ACTIVE", "passed the call on to the active one at " + activeAddress);
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
