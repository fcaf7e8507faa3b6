package io.millrace.ops.acceptance.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.ops.cli.api.ApiClient;
import io.millrace.ops.cli.api.ApiException;
import io.millrace.ops.cli.api.CoordinatorUnreachableException;
import io.millrace.ops.cli.api.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Whichever of some coordinators answers. Any thread; calls block. */
final class Coordinators {
  private static final int NOT_NOW = 503;
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(60), Duration.ofMillis(200));

  private final List<Node> nodes;

  Coordinators(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * The first answer; empty when nobody answers now.
   *
   * @throws ApiException when a coordinator refuses for another reason than that it is not active
   */
  <T> Optional<T> now(Function<ApiClient, T> question) {
    return nodes.stream().flatMap(node -> of(node, question).stream()).findFirst();
  }

  /**
   * The first answer within a minute.
   *
   * @throws CoordinatorUnreachableException without one
   */
  <T> T soon(Function<ApiClient, T> question) {
    return PATIENCE
        .await(() -> now(question))
        .orElseThrow(
            () ->
                new CoordinatorUnreachableException(
                    nodes.get(0).api().url(),
                    new java.io.IOException("no coordinator answered for a minute")));
  }

  /**
   * Creates and starts a task; an answer may get lost, so one of this name that is there already is
   * the one that was asked for.
   *
   * @return its id
   */
  String begin(JsonNode definition) {
    String name = definition.path("name").asText();
    String id = soon(api -> createOrFind(api, name, definition)).path("id").asText();
    soon(api -> api.start(id));
    return id;
  }

  private static JsonNode createOrFind(ApiClient api, String name, JsonNode definition) {
    try {
      return api.createTask(definition);
    } catch (ApiException e) {
      if (e.code().equals("NAME_TAKEN")) {
        return api.taskNamed(name);
      }
      throw e;
    }
  }

  /** One coordinator's answer; empty when it does not answer, or is not the active one. */
  static <T> Optional<T> of(Node node, Function<ApiClient, T> question) {
    try {
      return Optional.of(question.apply(node.api()));
    } catch (CoordinatorUnreachableException e) {
      return Optional.empty();
    } catch (ApiException e) {
      if (e.status() == NOT_NOW) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
