package io.millrace.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.BinaryAs;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.proto.task.TaskDefinition.FullStepOperation;
import io.millrace.proto.task.TaskDefinition.Migration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The least that a task needs. */
  private static final String LEAST =
      """
      {"name": "orders",
       "source": {"host": "127.0.0.1", "user": "dts", "password": "hunter2"},
       "destination": {"bootstrapServers": "127.0.0.1:9092"},
       "objects": [{"database": "shop", "table": "orders"}]}\
      """;

  /** Every field, with values that this version honours. */
  private static final String FULL =
      """
      {"name": "Bestellungen №1", "migration": {"schema": false, "full": true, "incremental": false},
       "source": {"host": "db", "port": 3307, "user": "dts", "password": "p", "encryption": "none",
                  "allowTableLock": false},
       "destination": {"bootstrapServers": "k1:9092,[::1]:9093", "encryption": "none",
                       "sasl": "none", "topic": "all.rows",
                       "topics": {"create": false, "partitions": 3, "replicationFactor": 2,
                                  "settings": {"retention.ms": "-1"}}},
       "objects": [{"database": "shop", "table": "orders", "topic": "o",
                    "columns": {"exclude": [], "rename": {}}, "filter": "",
                    "partitionColumns": ["customer"]}],
       "partitioning": "columns", "delivery": "exactly-once",
       "format": {"name": "dts-avro", "fullStepOperation": "INSERT", "binaryAs": "character",
                  "transactionMarks": false},
       "limits": {"rowsPerSecond": 0, "bytesPerSecond": 0, "lanes": 8}}\
      """;

  @Test
  void absentFieldsHaveTheirDefaults() {
    TaskDefinition definition = read(LEAST);

    assertThat(definition.name()).isEqualTo("orders");
    assertThat(definition.migration()).isEqualTo(new Migration(true, true, false));
    assertThat(definition.source().port()).isEqualTo(3306);
    assertThat(definition.source().password()).isEqualTo(Password.plain("hunter2"));
    assertThat(definition.partitioning()).isEqualTo(Partitioning.PRIMARY_KEY);
    assertThat(definition.delivery()).isEqualTo(Delivery.EXACTLY_ONCE);
    assertThat(definition.destination().topics().create()).isTrue();
    assertThat(definition.limits().lanes()).isEqualTo(4);
  }

  @Test
  void everyFieldIsRead() {
    TaskDefinition definition = read(FULL);

    assertThat(definition.name()).isEqualTo("Bestellungen №1");
    assertThat(definition.migration().schema()).isFalse();
    assertThat(definition.source().port()).isEqualTo(3307);
    assertThat(definition.destination().bootstrapServers()).isEqualTo("k1:9092,[::1]:9093");
    assertThat(definition.destination().topic()).isEqualTo("all.rows");
    assertThat(definition.destination().topics())
        .isEqualTo(new TaskDefinition.Topics(false, 3, 2, Map.of("retention.ms", "-1")));
    assertThat(definition.objects().get(0).partitionColumns()).containsExactly("customer");
    assertThat(definition.partitioning()).isEqualTo(Partitioning.COLUMNS);
    assertThat(definition.format().fullStepOperation()).isEqualTo(FullStepOperation.INSERT);
    assertThat(definition.format().binaryAs()).isEqualTo(BinaryAs.CHARACTER);
    assertThat(definition.limits().lanes()).isEqualTo(8);
  }

  @Test
  void aTopicMayNameDatabaseAndTable() {
    TaskDefinition definition =
        read(with(LEAST, "/destination/topic", "\"cdc.{database}.{table}-v1\""));
    assertThat(definition.destination().topic()).isEqualTo("cdc.{database}.{table}-v1");
    assertThat(refusal(with(LEAST, "/destination/topic", "\"{schema}\"")).code())
        .isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @Test
  void nullCountsAsAbsent() {
    assertThat(read(with(LEAST, "/limits", "null")).limits().lanes()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/name | null | name",
        "/name | '\"  \"' | name",
        "/name | 7 | name",
        "/name | '\"a\\u0000b\"' | name",
        "/name | '\"a\\nb\"' | name",
        "/nme | '\"x\"' | nme",
        "/source | null | source",
        "/source | '\"127.0.0.1\"' | source",
        "/source/host | null | source.host",
        "/source/user | null | source.user",
        "/source/port | '\"3306\"' | source.port",
        "/source/port | 3306.5 | source.port",
        "/source/port | 99999999999 | source.port",
        "/source/port | 0 | source.port",
        "/source/port | 65536 | source.port",
        "/source/pasword | '\"x\"' | source.pasword",
        "/source/encryption | '\"ssl\"' | source.encryption",
        "/source/allowTableLock | '\"no\"' | source.allowTableLock",
        "/migration | [] | migration",
        "/migration/full | 1 | migration.full",
        "/destination | null | destination",
        "/destination/bootstrapServers | null | destination.bootstrapServers",
        "/destination/bootstrapServers | '\"kafka\"' | destination.bootstrapServers",
        "/destination/bootstrapServers | '\"k:1,\"' | destination.bootstrapServers",
        "/destination/sasl | '\"gssapi\"' | destination.sasl",
        "/destination/topic | '\"a b\"' | destination.topic",
        "/destination/topic | '\"..\"' | destination.topic",
        "/destination/topics | '{\"partitions\": 0}' | destination.topics.partitions",
        "/destination/topics | '{\"settings\": {\"a\": 1}}' | destination.topics.settings.a",
        "/destination/topics | '{\"replicas\": 1}' | destination.topics.replicas",
        "/objects | null | objects",
        "/objects | [] | objects",
        "/objects | {} | objects",
        "/objects | [1] | objects[0]",
        "/objects | [null] | objects[0]",
        "/objects/0/table | null | objects[0].table",
        "/objects/0/table | true | objects[0].table",
        "/objects/0/database | null | objects[0].database",
        "/objects/0/schema | 1 | objects[0].schema",
        "/objects/0/topic | '\"ü\"' | objects[0].topic",
        "/objects/0/partitionColumns | '[\"a\", 1]' | objects[0].partitionColumns[1]",
        "/objects/0/partitionColumns | '[\"a\"]' | objects[0].partitionColumns",
        "/partitioning | '\"random\"' | partitioning",
        "/partitioning | '\"columns\"' | objects[0].partitionColumns",
        "/delivery | '\"at-most-once\"' | delivery",
        "/format | '{\"fullStepOperation\": \"init\"}' | format.fullStepOperation",
        "/limits | '{\"lanes\": 0}' | limits.lanes",
        "/limits | '{\"lanes\": 65}' | limits.lanes",
        "/limits | '{\"rowsPerSecond\": -1}' | limits.rowsPerSecond"
      })
  void aBadFieldIsNamedByItsPath(String pointer, String value, String path) {
    MillraceException error = refusal(with(LEAST, pointer, value));

    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(error.toError().details()).containsOnlyKeys(path);
    assertThat(error).hasMessageContaining(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/migration | '{\"full\": false}' | migration.full",
        "/source/encryption | '\"tls\"' | source.encryption",
        "/source/tls | '{\"ca\": \"x\"}' | source.tls",
        "/destination/encryption | '\"tls\"' | destination.encryption",
        "/destination/sasl | '\"plain\"' | destination.sasl",
        "/destination/user | '\"u\"' | destination.user",
        "/destination/password | '\"q\"' | destination.password",
        "/objects/0/columns | '{\"exclude\": [\"a\"]}' | objects[0].columns",
        "/objects/0/columns | '{\"rename\": {\"a\": \"b\"}}' | objects[0].columns",
        "/objects/0/filter | '\"id > 10\"' | objects[0].filter",
        "/format | '{\"name\": \"debezium-json\"}' | format.name",
        "/format | '{\"transactionMarks\": true}' | format.transactionMarks",
        "/limits | '{\"rowsPerSecond\": 1}' | limits.rowsPerSecond",
        "/limits | '{\"bytesPerSecond\": 1}' | limits.bytesPerSecond"
      })
  void whatThisVersionCannotHonourIsRefusedNotIgnored(String pointer, String value, String path) {
    MillraceException error = refusal(with(LEAST, pointer, value));

    assertThat(error.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    assertThat(error.toError().details()).containsOnlyKeys(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"incremental\": true}",
        "{\"full\": false, \"incremental\": true}",
        "{\"schema\": false, \"full\": false, \"incremental\": true}"
      })
  void theStepsMayBeChosen(String migration) {
    assertThat(read(with(LEAST, "/migration", migration)).migration().incremental()).isTrue();
  }

  @Test
  void aTaskWithoutAnyStepIsRefused() {
    MillraceException error =
        refusal(with(LEAST, "/migration", "{\"schema\": false, \"full\": false}"));
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(error.toError().details()).containsOnlyKeys("migration");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    String body =
        with(with(with(LEAST, "/source/port", "\"x\""), "/objects/0/table", "3"), "/colour", "1");

    assertThat(refusal(body).toError().details())
        .containsOnlyKeys("source.port", "objects[0].table", "colour");
  }

  @Test
  void aTableNamedTwiceIsRefused() {
    String table = "{\"database\": \"shop\", \"table\": \"orders\"}";
    MillraceException error = refusal(with(LEAST, "/objects", "[" + table + "," + table + "]"));

    assertThat(error.toError().details())
        .containsOnlyKeys("objects[1]")
        .containsValue("names shop.orders again");
  }

  @Test
  void aNameMayHaveAHundredCharacters() {
    assertThat(read(with(LEAST, "/name", "\"" + "n".repeat(100) + "\"")).name()).hasSize(100);
    assertThat(refusal(with(LEAST, "/name", "\"" + "n".repeat(101) + "\"")).toError().details())
        .containsOnlyKeys("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "[]",
        "null",
        "7",
        "{} {}",
        "{\"password\": hunter2}",
        "{\"name\": \"a\", \"name\": \"hunter2\"}",
        "{'name': 'hunter2'}"
      })
  void malformedJsonIsRefusedWithoutRepeatingIt(String body) {
    MillraceException error = refusal(body);

    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(error.toError().toString()).doesNotContain("hunter2");
  }

  @Test
  void thePlaceOfTheMistakeIsTold() {
    assertThat(refusal("{\"name\": \"a\",\n  oops}")).hasMessageContaining("line 2");
  }

  @Test
  void noRefusalRepeatsAPassword() {
    String wrongType = with(LEAST, "/source/password", "{\"value\": \"hunter2\"}");
    String wrongPlace = with(LEAST, "/source/passwd", "\"hunter2\"");

    assertThat(refusal(wrongType).toError().toString()).doesNotContain("hunter2");
    assertThat(refusal(wrongPlace).toError().toString()).doesNotContain("hunter2");
  }

  private static TaskDefinition read(String body) {
    return DefinitionReader.read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static MillraceException refusal(String body) {
    return catchThrowableOfType(MillraceException.class, () -> read(body));
  }

  /** {@code body} with the value at {@code pointer} replaced. */
  private static String with(String body, String pointer, String value) {
    try {
      JsonNode root = JSON.readTree(body);
      int slash = pointer.lastIndexOf('/');
      JsonNode parent = root.at(pointer.substring(0, slash));
      JsonNode holder =
          parent.isMissingNode()
              ? ((ObjectNode) root).putObject(pointer.substring(1, slash))
              : parent;
      ((ObjectNode) holder).set(pointer.substring(slash + 1), JSON.readTree(value));
      return JSON.writeValueAsString(root);
    } catch (IOException e) {
      throw new IllegalArgumentException(value, e);
    }
  }
}
