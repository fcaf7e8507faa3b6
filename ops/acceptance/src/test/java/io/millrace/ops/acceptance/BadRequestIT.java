package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.ops.demo.DemoServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong requests and wrong definitions: each answer names what is wrong and how to mend it. */
@ExtendWith(SharedServers.class)
@TestInstance(Lifecycle.PER_CLASS)
class BadRequestIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Trial trial;

  @BeforeAll
  void start(DemoServers servers) throws Exception {
    trial = Trial.start(servers, "bad_request", 1, Map.of());
    trial.source().integerKeys("items", 100);
  }

  @AfterAll
  void end() throws Exception {
    trial.close();
  }

  private ObjectNode definition(String name) {
    return trial.definition(name, 1, "items");
  }

  private Http.Answer post(String body) throws Exception {
    return trial.http().call("POST", "/api/v1/tasks", body);
  }

  @Test
  void malformedJsonIsPlaced() throws Exception {
    String text = definition("malformed").toString();
    post(text.substring(0, text.length() - 1)).assertError(400, "BAD_REQUEST", "line", "column");
    post("").assertError(400, "BAD_REQUEST", "empty");
    post("[]").assertError(400, "BAD_REQUEST");
  }

  @Test
  void unknownFieldsAndWrongTypesAreNamedByTheirPath() throws Exception {
    ObjectNode wrong = definition("wrong");
    wrong.withObject("/source").put("port", "many").put("pasword", Source.PASSWORD);
    wrong.withObject("/limits").put("lanes", 1.5);
    wrong.put("partitioning", "by-moon");
    ((ObjectNode) wrong.withArray("objects").get(0)).put("table", 7);
    Http.Answer answer = post(wrong.toString());
    answer.assertError(400, "BAD_REQUEST", "source.port");
    assertThat(answer.body().path("details").toString())
        .contains(
            "source.port", "source.pasword", "limits.lanes", "partitioning", "objects[0].table");
  }

  @Test
  void whatThisVersionCannotDoIsRefusedByItsPath() throws Exception {
    ObjectNode task = definition("later");
    task.withObject("/format").put("transactionMarks", true);
    post(task.toString()).assertError(400, "NOT_SUPPORTED", "format.transactionMarks");
  }

  @Test
  void aNameIsTakenOnce() throws Exception {
    assertThat(post(definition("twice").toString()).status()).isEqualTo(201);
    post(definition("twice").toString()).assertError(409, "NAME_TAKEN", "twice");
  }

  @Test
  void unknownIdsAreNotFound() throws Exception {
    String id = "00000000000000000000";
    Http http = trial.http();
    for (String path : new String[] {"", "/tables", "/events", "/precheck"}) {
      http.call("GET", "/api/v1/tasks/" + id + path, "").assertError(404, "NOT_FOUND", id);
    }
    http.call("POST", "/api/v1/tasks/" + id + "/start", "").assertError(404, "NOT_FOUND", id);
    http.call("DELETE", "/api/v1/tasks/" + id, "").assertError(404, "NOT_FOUND", id);
  }

  @Test
  void wrongTokensAreRefused() throws Exception {
    Http stranger = new Http(trial.cluster().api().url(), "wrong");
    stranger.call("GET", "/api/v1/tasks", "").assertError(401, "UNAUTHORIZED");
    stranger
        .call("POST", "/api/v1/tasks", definition("stranger").toString())
        .assertError(401, "UNAUTHORIZED");
  }

  @Test
  void aFinishedTaskDoesNotStartAgain() throws Exception {
    String id = trial.cluster().api().createTask(definition("once")).path("id").asText();
    Http http = trial.http();
    String start = "/api/v1/tasks/" + id + "/start";
    assertThat(http.call("POST", start, "").status()).isEqualTo(202);
    assertThat(http.call("POST", start, "").status()).as("the second start").isIn(200, 202);
    trial.awaitState(id, PATIENCE, "Finished");
    http.call("POST", start, "").assertError(409, "TASK_STATE", id, "Finished");
    http.call("POST", "/api/v1/tasks/" + id + "/stop", "").assertError(409, "TASK_STATE", id);
    trial.assertVerified(100, "items");
  }

  @ParameterizedTest
  @CsvSource({
    "database, no_such_base",
    "table, no_such_table",
  })
  void whatIsNotThereFailsThePrecheck(String field, String value) {
    ObjectNode task = definition("without " + field);
    ((ObjectNode) task.withArray("objects").get(0)).put(field, value);
    refused(task, value);
  }

  @Test
  void unknownPartitionColumnsFailThePrecheck() {
    ObjectNode task = definition("without column");
    task.put("partitioning", "columns");
    ((ObjectNode) task.withArray("objects").get(0)).putArray("partitionColumns").add("colour");
    refused(task, "`bad_request`.`items`", "colour");
  }

  @Test
  void missingPrivilegesFailThePrecheck() throws Exception {
    trial.source().run("CREATE USER nobody IDENTIFIED BY '" + Source.PASSWORD + "'");
    ObjectNode task = definition("no privilege");
    task.withObject("/source").put("user", "nobody");
    refused(task, "nobody", "bad_request", "items");
  }

  @Test
  void wrongPasswordsFailThePrecheck() {
    ObjectNode task = definition("wrong password");
    task.withObject("/source").put("password", Source.PASSWORD + "-not");
    refused(task, "reader_of_bad_request");
  }

  @Test
  void unreachableSourcesFailThePrecheck() {
    ObjectNode port = definition("no port");
    port.withObject("/source").put("port", 1);
    refused(port, "127.0.0.1:1");
    ObjectNode host = definition("no host");
    host.withObject("/source").put("host", "no-such-host.invalid");
    refused(host, "no-such-host.invalid");
  }

  @Test
  void unreachableDestinationsFailThePrecheck() {
    ObjectNode task = definition("no Kafka");
    task.withObject("/destination").put("bootstrapServers", "127.0.0.1:1");
    refused(task, "127.0.0.1:1");
  }

  @Test
  void missingTopicsThatMayNotBeMadeFailThePrecheck() {
    ObjectNode task = definition("no topic");
    task.withObject("/destination")
        .put("topic", "not_there")
        .withObject("/topics")
        .put("create", false);
    refused(task, "not_there");
  }

  /** The start ends in PrecheckFailed; the error and the failed item name the words. */
  private void refused(ObjectNode definition, String... words) {
    String id = trial.begin(definition);
    var task =
        trial.await(
            id,
            PATIENCE,
            "PrecheckFailed",
            t -> !List.of("Prechecking", "NotStarted").contains(Trial.state(t)));
    assertThat(Trial.state(task)).as("%s", task).isEqualTo("PrecheckFailed");
    Errors.assertNamed(task.path("error"), "PRECHECK_FAILED", words);
    var failed = new ArrayList<JsonNode>();
    trial
        .cluster()
        .api()
        .precheck(id)
        .path("items")
        .forEach(
            item -> {
              if (item.path("result").asText().equals("failed")) {
                failed.add(item);
              }
            });
    assertThat(failed)
        .isNotEmpty()
        .allSatisfy(item -> assertThat(item.path("remedy").asText()).isNotBlank());
    assertThat(failed.toString()).contains(words).doesNotContain(Source.PASSWORD);
  }
}
