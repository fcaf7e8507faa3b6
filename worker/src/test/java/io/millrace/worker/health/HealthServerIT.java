package io.millrace.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthServerIT {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicBoolean hearsCoordinator = new AtomicBoolean();

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private HttpServer start(int port) {
    return HealthServer.start(vertx, HOST, port, hearsCoordinator::get, () -> "rows_total 7\n")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static HttpResponse<String> get(HttpServer server, String path) throws Exception {
    URI uri = URI.create("http://" + HOST + ":" + server.actualPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aWorkerLivesAlsoWhileItHearsNobodyAndIsReadyOnceItDoes() throws Exception {
    HttpServer server = start(0);
    assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> alone = get(server, "/health/ready");
    assertThat(alone.statusCode()).isEqualTo(503);
    assertThat(alone.body()).contains("no coordinator is heard");
    hearsCoordinator.set(true);
    assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
    assertThat(get(server, "/metrics").body()).isEqualTo("rows_total 7\n");
    assertThat(get(server, "/other").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() {
    int taken = start(0).actualPort();
    assertThatThrownBy(() -> start(taken))
        .cause()
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PORT_TAKEN))
        .hasMessageContaining(HOST + ":" + taken)
        .hasMessageContaining("health.port");
  }
}
