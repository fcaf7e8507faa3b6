package io.millrace.proto.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.proto.checkpoint.CheckpointRecord;
import io.millrace.proto.grid.HoldingEvent;
import io.millrace.proto.grid.Job;
import io.millrace.proto.grid.Orders;
import io.millrace.proto.grid.Shown;
import io.millrace.proto.grid.Status;
import io.millrace.proto.grid.TaskBrief;
import io.millrace.proto.state.StateRecord;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages recorded once, under {@code wire/v<version>}: every later program must read them. A
 * recorded file is never changed; a new version of a kind gets a new file beside it.
 */
class RecordedMessagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> SINCE_VERSION_2 =
      Set.of("checkpoint-streamed", "checkpoint-table-version");

  /** A message, how it is written, and how its bytes are read. */
  record Kind(String name, Object message, byte[] bytes, Function<byte[], Object> reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    Samples.checkpointRecords()
        .forEach(
            r ->
                kinds.add(
                    new Kind(
                        "checkpoint-" + r.kind(), r, r.toBytes(), CheckpointRecord::fromBytes)));
    Samples.stateRecords()
        .forEach(
            r -> kinds.add(new Kind("state-" + r.kind(), r, r.toBytes(), StateRecord::fromBytes)));
    Orders orders = Samples.orders();
    kinds.add(new Kind("orders", orders, orders.toBytes(), Orders::fromBytes));
    Status status = Samples.status();
    kinds.add(new Kind("status", status, status.toBytes(), Status::fromBytes));
    TaskBrief brief = Samples.taskBrief();
    kinds.add(new Kind("task-brief", brief, brief.toBytes(), TaskBrief::fromBytes));
    Samples.shown().forEach(s -> kinds.add(new Kind(s.kind(), s, s.toBytes(), Shown::fromBytes)));
    return kinds.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsBackWhatItWrote(Kind kind) {
    assertThat(kind.reader().apply(kind.bytes())).isEqualTo(kind.message());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void readsWhatWasRecorded(Kind kind) throws IOException {
    assertThat(kind.reader().apply(recorded(kind))).isEqualTo(kind.message());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void writesWhatWasRecorded(Kind kind) throws IOException {
    assertThat(JSON.readTree(kind.bytes())).isEqualTo(JSON.readTree(recorded(kind)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void writesItsComponentsAndNothingElse(Kind kind) throws IOException {
    JsonNode body = JSON.readTree(kind.bytes()).get("body");
    List<String> fields = new ArrayList<>();
    body.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactlyInAnyOrder(
            Arrays.stream(kind.message().getClass().getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new));
    assertThat(body.findValues("empty")).isEmpty();
    assertThat(body.findValues("whole")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void refusesNewerVersion(Kind kind) throws IOException {
    ObjectNode newer = (ObjectNode) JSON.readTree(kind.bytes());
    int version = newer.get("version").asInt();
    newer.put("version", version + 1);
    assertThatThrownBy(() -> kind.reader().apply(JSON.writeValueAsBytes(newer)))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessageContaining("has version %d, this program reads up to %d", version + 1, version)
        .hasMessageContaining("start a newer Millrace");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void letsUnknownFieldsPass(Kind kind) throws IOException {
    ObjectNode more = (ObjectNode) JSON.readTree(kind.bytes());
    ((ObjectNode) more.get("body")).put("fieldOfLaterRelease", 1);
    assertThat(kind.reader().apply(JSON.writeValueAsBytes(more))).isEqualTo(kind.message());
  }

  @Test
  void everyKindIsRecorded() {
    assertThat(Samples.checkpointRecords().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(records(CheckpointRecord.class));
    assertThat(Samples.stateRecords().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(records(StateRecord.class));
    assertThat(Samples.shown().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(records(Shown.class));
    assertThat(Samples.orders().holdings().get(0).jobs().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(records(Job.class));
    assertThat(Samples.status().holdings().get(0).events().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(records(HoldingEvent.class));
  }

  @Test
  void refusesUnknownKinds() {
    byte[] unknown = "{\"kind\":\"x\",\"version\":1,\"body\":{}}".getBytes(UTF_8);
    assertThatThrownBy(() -> CheckpointRecord.fromBytes(unknown))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessageContaining("unknown kind 'x'");
    assertThatThrownBy(() -> StateRecord.fromBytes(unknown))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessageContaining("unknown kind 'x'");
    assertThatThrownBy(() -> Shown.fromBytes(unknown))
        .isInstanceOf(UnreadableMessageException.class)
        .hasMessageContaining("unknown kind 'x'");
  }

  @Test
  void whatIsShownHoldsNoPassword() {
    assertThat(Samples.shown().stream().map(s -> new String(s.toBytes(), UTF_8)))
        .noneMatch(text -> text.contains("password") || text.contains("Y2lwaGVy"));
  }

  @Test
  void refusesWhatIsNoMessage() {
    for (String text :
        List.of("", "{", "[]", "7", "{\"kind\":\"plan\",\"version\":1}", "{\"version\":1}")) {
      assertThatThrownBy(() -> CheckpointRecord.fromBytes(text.getBytes(UTF_8)))
          .as(text)
          .isInstanceOf(UnreadableMessageException.class)
          .hasMessageContaining("not a Millrace message");
    }
  }

  private static Class<?>[] records(Class<?> sealedType) {
    return sealedType.getPermittedSubclasses();
  }

  /** Jackson fills what a first version lacks with null, 0 and false. */
  @ParameterizedTest
  @MethodSource("kinds")
  void readsTheFirstVersion(Kind kind) throws IOException {
    if (!SINCE_VERSION_2.contains(kind.name())) {
      Object read = kind.reader().apply(recorded(kind, 1));
      assertThat(read).isInstanceOf(kind.message().getClass());
    }
  }

  @Test
  void fillsWhatThePlanOfTheFirstVersionLacks() throws IOException {
    Kind kind = kinds().filter(k -> k.name().equals("checkpoint-plan")).findFirst().orElseThrow();
    CheckpointRecord.Plan plan = (CheckpointRecord.Plan) kind.reader().apply(recorded(kind, 1));
    assertThat(plan.binlogEnd()).isEmpty();
    assertThat(plan.gone()).isFalse();
  }

  @Test
  void fillsWhatAnEarlierPositionOfTheStreamLacks() {
    String earlier =
        """
        {"kind":"streamed","version":2,"body":{"gtidExecuted":"u:1-20","binlogEnd":"binlog.000001:1900",
         "openRows":0,"openGtid":"","sourceMillis":0,"parked":[]}}
        """;
    CheckpointRecord read = CheckpointRecord.fromBytes(earlier.getBytes(UTF_8));
    assertThat(((CheckpointRecord.Streamed) read).heldFrom()).isEmpty();
    assertThat(((CheckpointRecord.Streamed) read).openBefore()).isEmpty();
  }

  @Test
  void aBriefIsAsOfItsOwnRevisionAndThoseBeforeIt() {
    TaskBrief brief = Samples.taskBrief();
    assertThat(brief.isAsOf(4, 8)).isTrue();
    assertThat(brief.isAsOf(4, 9)).isFalse();
    assertThat(brief.isAsOf(3, 9)).isTrue();
    assertThat(brief.isAsOf(5, 1)).isFalse();
  }

  private static byte[] recorded(Kind kind) throws IOException {
    return recorded(kind, JSON.readTree(kind.bytes()).get("version").asInt());
  }

  private static byte[] recorded(Kind kind, int version) throws IOException {
    String name = "/wire/v" + version + "/" + kind.name() + ".json";
    try (InputStream file = RecordedMessagesTest.class.getResourceAsStream(name)) {
      assertThat(file)
          .as("record src/test/resources%s with: %s", name, new String(kind.bytes(), UTF_8))
          .isNotNull();
      return file.readAllBytes();
    }
  }
}
