package io.millrace.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.MillraceException;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.proto.task.TaskDefinition.FullStepOperation;
import io.millrace.worker.row.Columns;
import io.millrace.worker.row.SourceRow;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowEncoderTest {
  private static final Format FORMAT = new Format(null, null, null, null);
  private static final TableDefinition TABLE =
      Columns.table(
          new TableId("d.b", "t"),
          List.of(Columns.column("id", "int"), Columns.column("s", "varchar(9) charset utf8mb4")),
          "id");

  @ParameterizedTest
  @EnumSource(FullStepOperation.class)
  void rowOfTheFullStep(FullStepOperation setting) {
    RowEncoder encoder = new RowEncoder(TABLE, FORMAT);
    encoder.begin(
        RecordContext.fullStep(Operation.of(setting), 1700000000, "157@3", 1700000000123L));
    encoder.encode(Columns.row("1", "x".repeat(5000)), (3L << 40) + 1);
    assertThat(encoder.encode(Columns.row("2", null), (3L << 40) + 2))
        .isEqualTo(encoder.copy().length);
    GenericRecord record = DtsReader.read(encoder.copy());
    assertThat(record.get("version")).isEqualTo(0);
    assertThat(record.get("id")).isEqualTo((3L << 40) + 2);
    assertThat(record.get("sourceTimestamp")).isEqualTo(1700000000L);
    assertThat(record.get("bornTimestamp")).isEqualTo(1700000000L);
    assertThat(record.get("sourcePosition")).hasToString("157@3");
    assertThat(record.get("safeSourcePosition")).hasToString("157@3");
    assertThat(record.get("sourceTxid")).hasToString("0");
    assertThat(DtsReader.describe(record.get("source"))).isEqualTo("Source(MySQL, \"8.0.28\")");
    assertThat(record.get("operation")).hasToString(setting.name());
    assertThat(record.get("objectName")).hasToString("d\\u002Eb.t");
    assertThat(record.get("processTimestamps")).isNull();
    assertThat(tags(record))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "pk_uk_info", "{\"PRIMARY\":[\"id\"]}", "readerThroughoutTime", "1700000000123"));
    assertThat(record.get("beforeImages")).isNull();
    assertThat(image(record, "afterImages")).containsExactly("Integer(4, \"2\")", "null");
  }

  @Test
  void changesHaveTheImagesOfTheirOperation() {
    RowEncoder encoder = new RowEncoder(TABLE, FORMAT);
    SourceRow before = Columns.row("1", "a");
    SourceRow after = Columns.row("1", null);
    after.setAbsent(1);
    encoder.begin(new RecordContext(Operation.UPDATE, 1, "2@1", "1@1", Map.of("GTID", "u:1")));
    encoder.encode(before, after, 1);
    GenericRecord update = DtsReader.read(encoder.copy());
    assertThat(image(update, "beforeImages"))
        .containsExactly("Integer(4, \"1\")", "Character(\"utf8mb4\", 0x61)");
    assertThat(image(update, "afterImages")).containsExactly("Integer(4, \"1\")", "NONE");
    assertThat(tags(update)).containsEntry("GTID", "u:1");

    encoder.begin(new RecordContext(Operation.DELETE, 1, "2@1", "1@1", Map.of()));
    encoder.encode(before, null, 1);
    GenericRecord delete = DtsReader.read(encoder.copy());
    assertThat(image(delete, "beforeImages")).hasSize(2);
    assertThat(delete.get("afterImages")).isNull();
    assertThatThrownBy(() -> encoder.encode(after, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keysInTheTag() {
    TableDefinition table =
        new TableDefinition(
            TABLE.id(),
            "CREATE TABLE",
            "",
            "InnoDB",
            "8.0.28",
            TABLE.columns(),
            null,
            Map.of("A", List.of("s"), "PRIMARY", List.of("id"), "q\"", List.of("s", "id")));
    RowEncoder encoder = new RowEncoder(table, FORMAT);
    encoder.begin(RecordContext.fullStep(Operation.INIT, 1, "1@1", 1));
    encoder.encode(Columns.row("1", "a"), 1);
    assertThat(tags(DtsReader.read(encoder.copy())).get("pk_uk_info"))
        .isEqualTo("{\"PRIMARY\":[\"id\"],\"A\":[\"s\"],\"q\\\"\":[\"s\",\"id\"]}");
  }

  @Test
  void sridOfEachGeometryThatIsNotNull() {
    TableDefinition table =
        Columns.table(
            List.of(
                Columns.column("g", "point"),
                Columns.column("h", "geometry"),
                Columns.column("i", "polygon")));
    RowEncoder encoder = new RowEncoder(table, FORMAT);
    encoder.begin(RecordContext.fullStep(Operation.INIT, 1, "1@1", 1));
    byte[] wgs84 = HexFormat.of().parseHex("e610000001");
    byte[] largest = HexFormat.of().parseHex("ffffffff01");
    encoder.encode(Columns.row(wgs84, null, largest), 1);
    assertThat(tags(DtsReader.read(encoder.copy())))
        .containsEntry("srid.g", "4326")
        .doesNotContainKey("srid.h")
        .containsEntry("srid.i", "4294967295");
    encoder.encode(Columns.row(null, null, null), 2);
    assertThat(tags(DtsReader.read(encoder.copy()))).hasSize(2);
  }

  @Test
  void bytesThatAreNoValueNameTableColumnAndType() {
    TableDefinition table = Columns.table(List.of(Columns.column("when", "datetime")));
    RowEncoder encoder = new RowEncoder(table, FORMAT);
    encoder.begin(RecordContext.fullStep(Operation.INIT, 1, "1@1", 1));
    for (String wrong : List.of("", "2024-01-01", "2024-01-01 00:00:0x", "2024-01-01 00:00:00.")) {
      assertThatThrownBy(() -> encoder.encode(Columns.row(wrong), 1))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("`db`.`t`")
          .hasMessageContaining("`when`")
          .hasMessageContaining("datetime");
    }
  }

  @Test
  void statementWithTags() {
    byte[] bytes =
        DdlEncoder.encode(
            RecordContext.ddl(5, "9@2", Map.of("millrace_generation", "2")),
            "8.0.33",
            "a.b",
            "TRUNCATE TABLE `ü`",
            7);
    GenericRecord record = DtsReader.read(bytes);
    assertThat(record.get("operation")).hasToString("DDL");
    assertThat(record.get("objectName")).hasToString("a\\u002Eb");
    assertThat(record.get("safeSourcePosition")).hasToString("9@2");
    assertThat(record.get("afterImages")).hasToString("TRUNCATE TABLE `ü`");
    assertThat(tags(record)).isEqualTo(Map.of("millrace_generation", "2"));
  }

  private static Map<String, String> tags(GenericRecord record) {
    Map<String, String> tags = new LinkedHashMap<>();
    ((Map<?, ?>) record.get("tags")).forEach((k, v) -> tags.put(k.toString(), v.toString()));
    return tags;
  }

  private static List<String> image(GenericRecord record, String field) {
    return ((List<?>) record.get(field))
        .stream().map(DtsReader::describe).collect(Collectors.toList());
  }
}
