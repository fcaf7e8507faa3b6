package io.millrace.ops.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The coordinator's HTTP interface. Any thread may call; calls block until the answer is there.
 *
 * <p>Every method throws {@link CoordinatorUnreachableException} when nobody answers and {@link
 * ApiException} when the coordinator refuses.
 */
public final class ApiClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private final URI url;
  private final String token;
  private final Duration answerTimeout;
  private final HttpClient http;

  /**
   * @param url the coordinator's address, such as {@code http://127.0.0.1:8080}
   * @param token the tenant's token, empty for none
   */
  public ApiClient(URI url, String token) {
    this(url, token, ANSWER_TIMEOUT);
  }

  /**
   * @param url the coordinator's address, such as {@code http://127.0.0.1:8080}
   * @param token the tenant's token, empty for none
   * @param answerTimeout after which a coordinator that says nothing counts as unreachable
   */
  public ApiClient(URI url, String token, Duration answerTimeout) {
    this.answerTimeout = answerTimeout;
    this.url = URI.create(url.toString().replaceAll("/+$", ""));
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
  }

  public URI url() {
    return url;
  }

  /** Creates a task and returns it. */
  public JsonNode createTask(JsonNode definition) {
    return call("POST", "/api/v1/tasks", definition);
  }

  /** The task with this id. */
  public JsonNode task(String id) {
    return call("GET", taskPath(id), null);
  }

  /** The task with this id or, where there is none, with this name. */
  public JsonNode taskNamed(String idOrName) {
    if (idOrName.matches("[a-z0-9]{20}")) {
      try {
        return task(idOrName);
      } catch (ApiException e) {
        if (e.status() != 404) {
          throw e;
        }
      }
    }
    for (JsonNode item : pages("/api/v1/tasks?name=" + encoded(idOrName))) {
      if (item.path("name").asText().equals(idOrName)) {
        return item;
      }
    }
    throw new ApiException(
        404,
        JSON.createObjectNode()
            .put("code", "NOT_FOUND")
            .put("message", "There is no task with the id or name '" + idOrName + "'.")
            .put("remedy", "List the tasks with 'millrace task list'."));
  }

  /** All tasks of the tenant. */
  public List<JsonNode> tasks() {
    return pages("/api/v1/tasks");
  }

  /** The task's tables with their progress. */
  public List<JsonNode> tables(String id) {
    return pages(taskPath(id) + "/tables");
  }

  /** Runs the precheck and returns its present answer. */
  public JsonNode startPrecheck(String id) {
    return call("POST", taskPath(id) + "/precheck", JSON.createObjectNode());
  }

  /** The precheck's items as far as they are there. */
  public JsonNode precheck(String id) {
    return call("GET", taskPath(id) + "/precheck", null);
  }

  /**
   * Asks for a change of the task's state and returns the task.
   *
   * @param change start, stop, suspend or resume
   */
  public JsonNode change(String id, String change) {
    return call("POST", taskPath(id) + "/" + change, JSON.createObjectNode());
  }

  /** Stops a task for good without waiting for its destination, which is gone. */
  public JsonNode stopByForce(String id) {
    return call("POST", taskPath(id) + "/stop?force=true", JSON.createObjectNode());
  }

  /** Starts the task and returns it. */
  public JsonNode start(String id) {
    return change(id, "start");
  }

  /** Deletes the task's definition and its checkpoint topic. */
  public void delete(String id) {
    call("DELETE", taskPath(id), null);
  }

  /** Deletes the task's definition alone: its destination is gone. */
  public void deleteByForce(String id) {
    call("DELETE", taskPath(id) + "?force=true", null);
  }

  /** The workers that the coordinator sees. */
  public List<JsonNode> workers() {
    return pages("/api/v1/workers");
  }

  /** The version of this coordinator, and whether it is the active one. */
  public JsonNode version() {
    return call("GET", "/api/v1/version", null);
  }

  /** Whether the coordinator says that it can take tasks; false when nobody answers. */
  public boolean isReady() {
    try {
      HttpRequest request = request("/health/ready").GET().build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private List<JsonNode> pages(String path) {
    List<JsonNode> items = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      String separator = path.contains("?") ? "&" : "?";
      JsonNode page =
          call("GET", path + after.map(n -> separator + "after=" + encoded(n)).orElse(""), null);
      page.path("items").forEach(items::add);
      String next = page.path("next").asText("");
      after = next.isEmpty() || next.equals("null") ? Optional.empty() : Optional.of(next);
    } while (after.isPresent());
    return items;
  }

  private JsonNode call(String method, String path, JsonNode body) {
    HttpRequest.Builder request = request(path);
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body.toString()));
    }
    try {
      HttpResponse<String> answer =
          http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      JsonNode json = parsed(answer.body());
      if (answer.statusCode() / 100 != 2) {
        throw new ApiException(answer.statusCode(), json);
      }
      return json == null ? JSON.createObjectNode() : json;
    } catch (IOException e) {
      throw new CoordinatorUnreachableException(url, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(answerTimeout);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private static JsonNode parsed(String body) {
    try {
      return body == null || body.isBlank() ? null : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private CoordinatorUnreachableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CoordinatorUnreachableException(url, e);
  }

  private static String taskPath(String id) {
    return "/api/v1/tasks/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
