package io.millrace.coordinator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.coordinator.task.DefinitionChecks;
import io.millrace.coordinator.task.Problem;
import io.millrace.coordinator.task.Problems;
import io.millrace.proto.task.Partitioning;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.BinaryAs;
import io.millrace.proto.task.TaskDefinition.Columns;
import io.millrace.proto.task.TaskDefinition.Delivery;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.Encryption;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.proto.task.TaskDefinition.FullStepOperation;
import io.millrace.proto.task.TaskDefinition.Limits;
import io.millrace.proto.task.TaskDefinition.Migration;
import io.millrace.proto.task.TaskDefinition.Sasl;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.task.TaskDefinition.Tls;
import io.millrace.proto.task.TaskDefinition.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the body of POST /api/v1/tasks. Safe for any thread. */
final class DefinitionReader {
  private static final Map<String, Encryption> ENCRYPTIONS = Words.of(Encryption.class);
  private static final Map<String, Sasl> SASLS = Words.of(Sasl.class);
  private static final Map<String, Partitioning> PARTITIONINGS = Words.of(Partitioning.class);
  private static final Map<String, Delivery> DELIVERIES = Words.of(Delivery.class);
  private static final Map<String, FullStepOperation> OPERATIONS =
      Words.of(FullStepOperation.class);
  private static final Map<String, BinaryAs> BINARIES = Words.of(BinaryAs.class);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private DefinitionReader() {}

  /**
   * A definition with plain passwords, checked.
   *
   * @throws MillraceException BAD_REQUEST with every problem by its path, NOT_SUPPORTED for what
   *     this version cannot honour
   */
  static TaskDefinition read(byte[] body) {
    List<Problem> problems = new ArrayList<>();
    TaskDefinition definition =
        JsonFields.readObject(parse(body), "", problems, DefinitionReader::definition);
    Problems.refuse(ErrorCode.BAD_REQUEST, problems);
    DefinitionChecks.check(definition);
    return definition;
  }

  /** Jackson's own message may quote the text, and so a password: only the place is told. */
  static JsonNode parse(byte[] body) {
    try {
      JsonNode node = JSON.readTree(body);
      if (node == null || node.isMissingNode()) {
        throw malformed("the body is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw malformed(
          e.getLocation() == null
              ? "the body is not JSON"
              : "the body is not well-formed JSON, or has a field twice, at line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw malformed("the body is not text in UTF-8");
    }
  }

  private static MillraceException malformed(String what) {
    return new MillraceException(ErrorCode.BAD_REQUEST, what, Map.of("body", what), null);
  }

  private static TaskDefinition definition(JsonFields fields) {
    return new TaskDefinition(
        fields.text("name"),
        fields.object("migration", DefinitionReader::migration),
        fields.object("source", DefinitionReader::source),
        fields.object("destination", DefinitionReader::destination),
        fields.objects("objects", DefinitionReader::object),
        fields.word("partitioning", PARTITIONINGS),
        fields.word("delivery", DELIVERIES),
        fields.object("format", DefinitionReader::format),
        fields.object("limits", DefinitionReader::limits));
  }

  private static Migration migration(JsonFields fields) {
    Boolean schema = fields.flag("schema");
    Boolean full = fields.flag("full");
    Boolean incremental = fields.flag("incremental");
    return new Migration(
        schema == null || schema, full == null || full, incremental != null && incremental);
  }

  private static Source source(JsonFields fields) {
    return new Source(
        fields.text("host"),
        fields.number("port"),
        fields.text("user"),
        password(fields),
        fields.word("encryption", ENCRYPTIONS),
        fields.object("tls", tls -> new Tls(tls.text("ca"), tls.text("verify"))),
        fields.flag("allowTableLock"));
  }

  private static Destination destination(JsonFields fields) {
    return new Destination(
        fields.text("bootstrapServers"),
        fields.word("encryption", ENCRYPTIONS),
        fields.word("sasl", SASLS),
        fields.text("user"),
        password(fields),
        fields.text("topic"),
        fields.object("topics", DefinitionReader::topics));
  }

  private static Topics topics(JsonFields fields) {
    return new Topics(
        fields.flag("create"),
        fields.number("partitions"),
        fields.number("replicationFactor"),
        fields.textMap("settings"));
  }

  private static SelectedTable object(JsonFields fields) {
    return new SelectedTable(
        fields.text("database"),
        fields.text("table"),
        fields.text("topic"),
        fields.object(
            "columns", columns -> new Columns(columns.texts("exclude"), columns.textMap("rename"))),
        fields.text("filter"),
        fields.texts("partitionColumns"));
  }

  private static Format format(JsonFields fields) {
    return new Format(
        fields.text("name"),
        fields.word("fullStepOperation", OPERATIONS),
        fields.word("binaryAs", BINARIES),
        fields.flag("transactionMarks"));
  }

  private static Limits limits(JsonFields fields) {
    return new Limits(
        fields.bigNumber("rowsPerSecond"),
        fields.bigNumber("bytesPerSecond"),
        fields.number("lanes"));
  }

  private static Password password(JsonFields fields) {
    String text = fields.text("password");
    return text == null ? null : Password.plain(text);
  }
}
