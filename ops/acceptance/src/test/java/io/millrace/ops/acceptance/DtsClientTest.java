package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.dts.subscribe.clients.formats.avro.Record;
import com.aliyun.dts.subscribe.clients.record.AvroRecordParser;
import com.aliyun.dts.subscribe.clients.record.RecordSchema;
import com.aliyun.dts.subscribe.clients.record.RowImage;
import com.aliyun.dts.subscribe.clients.record.value.BinaryEncodingObject;
import com.aliyun.dts.subscribe.clients.record.value.TextEncodingObject;
import com.aliyun.dts.subscribe.clients.record.value.UnixTimestamp;
import com.aliyun.dts.subscribe.clients.record.value.Value;
import com.aliyun.dts.subscribe.clients.recordgenerator.AvroDeserializer;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.BinaryAs;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.proto.task.TaskDefinition.FullStepOperation;
import io.millrace.worker.encode.DdlEncoder;
import io.millrace.worker.encode.Operation;
import io.millrace.worker.encode.RecordContext;
import io.millrace.worker.encode.RowEncoder;
import io.millrace.worker.row.ColumnType;
import io.millrace.worker.row.SourceRow;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** DTS's own client reads what the worker writes: every type, every character set. */
class DtsClientTest {
  private static final TableId TABLE = new TableId("shop", "orders");

  /** type | charset or - | text or 0x... | what the client says of it. */
  private static final String TYPES =
      """
      tinyint | - | -128 | IntegerNumeric -128
      smallint | - | 32767 | IntegerNumeric 32767
      mediumint | - | 8388607 | IntegerNumeric 8388607
      int | - | 7 | IntegerNumeric 7
      bigint | - | 18446744073709551615 | IntegerNumeric 18446744073709551615
      bit | - | 0xffffffffffffffff | IntegerNumeric 18446744073709551615
      decimal | - | -348.00 | DecimalNumeric -348.00
      float | - | 0.10000000149011612 | FloatNumeric 0.10000000149011612
      double | - | 1.7976931348623157e308 | FloatNumeric 1.7976931348623157E308
      year | - | 2024 | DateTime 2024
      date | - | 2024-02-29 | DateTime 2024-02-29
      time | - | 12:34:56.000001 | DateTime 12:34:56.000001
      time | - | 838:59:59 | DateTime 838:59:59.0
      time | - | -00:00:01.000001 | DateTime -00:00:01.000001
      datetime | - | 2024-02-29 23:59:58 | DateTime 2024-02-29 23:59:58.0
      datetime | - | 2024-02-29 23:59:58.123456 | DateTime 2024-02-29 23:59:58.123456
      datetime | - | 0000-00-00 00:00:00 | DateTime 0000-00-00 00:00:00.0
      timestamp | - | 2023-10-11 00:33:28.000001 | UnixTimestamp 1696984408 1
      char | utf8mb4 | ab | StringValue ab
      varchar | utf8mb4 | 😀 | StringValue 😀
      binary | - | 0x00ff | BINARY 00ff
      varbinary | - | 0x80 | BINARY 80
      tinyblob | - | 0x00ff | BLOB 00ff
      blob | - | 0x00ff | BLOB 00ff
      mediumblob | - | 0x00ff | BLOB 00ff
      longblob | - | 0x00ff | BLOB 00ff
      tinytext | utf8mb4 | ü | TEXT c3bc
      text | utf8mb4 | ü | TEXT c3bc
      mediumtext | utf8mb4 | ü | TEXT c3bc
      longtext | latin1 | 0xfc | TEXT fc
      json | - | {"a": "ü"} | JSON {"a": "ü"}
      enum | utf8mb4 | it's | ENUM it's
      set | utf8mb4 | x,ü | SET x,ü
      geometry | - | 0xe6100000010100000000000000000000400000000000000840 | WKBGeometry 010100000000000000000000400000000000000840
      point | - | 0x000000000101 | WKBGeometry 0101
      linestring | - | 0x000000000101 | WKBGeometry 0101
      polygon | - | 0x000000000101 | WKBGeometry 0101
      multipoint | - | 0x000000000101 | WKBGeometry 0101
      multilinestring | - | 0x000000000101 | WKBGeometry 0101
      multipolygon | - | 0x000000000101 | WKBGeometry 0101
      geomcollection | - | 0x000000000101 | WKBGeometry 0101
      geometrycollection | - | 0x000000000101 | WKBGeometry 0101
      vector | - | 0x0000803f | BLOB 0000803f
      """;

  /**
   * MySQL's character set | bytes as MySQL 8.0.33 encodes a text | the text | what the client reads
   * instead, for the sets that it does not know.
   */
  private static final String CHARSETS =
      """
      armscii8 | b2 | Ա | ²
      ascii | 41 | A
      big5 | 41ba7e | A漢
      cp1250 | 41e8 | Ač
      cp1251 | 41e6 | Aж
      cp1256 | 41ec | Aى
      cp1257 | 41e8 | Ač
      cp850 | 4182 | Aé
      cp852 | 419f | Ač
      cp866 | 41a6 | Aж
      cp932 | 418abf | A漢
      dec8 | 41e9 | Aé
      eucjpms | 41b4c1 | A漢
      euckr | 41f9d3 | A漢
      gb18030 | 419439fc36 | A😀
      gb2312 | 41d6d0 | A中
      gbk | 419d68 | A漢
      geostd8 | 41c0 | Aა | AÀ
      greek | 41e1 | Aα
      hebrew | 41f9 | Aש
      hp8 | 41c5 | Aé | AÅ
      keybcs2 | 41e0 | Aα | AÓ
      koi8r | 41d6 | Aж
      koi8u | 41d6 | Aж
      latin1 | 41e9 | Aé
      latin2 | 41e8 | Ač
      latin5 | 41e9 | Aé
      latin7 | 41e8 | Ač
      macce | 418b | Ač
      macroman | 418e | Aé
      sjis | 418abf | A漢
      swe7 | 4160 | Aé | A`
      tis620 | 41a1 | Aก
      ucs2 | 00416f22 | A漢
      ujis | 41b4c1 | A漢
      utf16 | 0041d83dde00 | A😀
      utf16le | 41003dd800de | A😀
      utf32 | 000000410001f600 | A😀
      utf8mb3 | 41e6bca2 | A漢
      utf8mb4 | 41f09f9880 | A😀
      """;

  static Stream<String> charsets() {
    return CHARSETS.lines();
  }

  static Stream<String> types() {
    return TYPES.lines();
  }

  @ParameterizedTest
  @MethodSource("types")
  void value(String line) {
    String[] parts = line.split(" \\| ", 4);
    String charset = parts[1].equals("-") ? null : parts[1];
    for (FullStepOperation operation : FullStepOperation.values()) {
      Record record = read(table(column(parts[0], charset)), operation, bytes(parts[2]));
      assertThat(describe(afterImage(record).getValue("c"))).isEqualTo(parts[3]);
    }
  }

  @Test
  void everyTypeHasACase() {
    Set<String> known = new TreeSet<>();
    for (ColumnType type : ColumnType.values()) {
      known.add(type.name().toLowerCase(Locale.ROOT));
    }
    assertThat(types().map(line -> line.split(" ")[0])).containsAll(known);
  }

  @ParameterizedTest
  @CsvSource({"INIT, UNKNOWN", "INSERT, INSERT"})
  void operationOfTheFullStep(FullStepOperation operation, String shown) {
    Record record = read(table(column("int", null)), operation, bytes("7"));
    assertThat(record.getOperation()).hasToString(operation.name());
    assertThat(AvroRecordParser.getOperationType(record)).hasToString(shown);
  }

  @Test
  void namesKeysAndNull() {
    Record record = read(table(column("int", null)), FullStepOperation.INIT, null);
    RecordSchema schema = AvroRecordParser.getRecordSchema(record);
    assertThat(schema.getDatabaseName().get()).isEqualTo("shop");
    assertThat(schema.getTableName().get()).isEqualTo("orders");
    assertThat(schema.getPrimaryIndexInfo().getIndexFields())
        .extracting(field -> field.getFieldName())
        .containsExactly("c");
    assertThat(afterImage(record).getValue("c")).isNull();
  }

  @Test
  void tableWithoutKey() {
    TableDefinition table =
        new TableDefinition(
            TABLE, "", "", "InnoDB", "8.0.33", List.of(column("int", null)), null, Map.of());
    Record record = read(table, FullStepOperation.INIT, bytes("7"));
    assertThat(describe(afterImage(record).getValue("c"))).isEqualTo("IntegerNumeric 7");
  }

  @Test
  void statement() {
    byte[] bytes =
        DdlEncoder.encode(
            RecordContext.ddl(1, "4@1", Map.of()), "8.0.33", "shop", "DROP TABLE t", 1);
    Record record = new AvroDeserializer().deserialize(bytes);
    assertThat(record.getOperation()).hasToString("DDL");
    assertThat(record.getAfterImages()).hasToString("DROP TABLE t");
  }

  @ParameterizedTest
  @MethodSource("charsets")
  void characterSet(String line) {
    String[] parts = line.split(" \\| ");
    Record record =
        read(table(column("varchar", parts[0])), FullStepOperation.INIT, bytes("0x" + parts[1]));
    String expected = parts[parts.length - 1];
    assertThat(afterImage(record).getValue("c")).hasToString(expected);
  }

  private static Record read(TableDefinition table, FullStepOperation operation, byte[] value) {
    RowEncoder encoder = new RowEncoder(table, new Format(null, null, BinaryAs.OBJECT, null));
    encoder.begin(RecordContext.fullStep(Operation.of(operation), 1700000000, "4@1", 1));
    SourceRow row = new SourceRow(1);
    if (value == null) {
      row.setNull(0);
    } else {
      row.set(0, value, 0, value.length);
    }
    encoder.encode(row, 1);
    return new AvroDeserializer().deserialize(encoder.copy());
  }

  private static RowImage afterImage(Record record) {
    return AvroRecordParser.getRowImage(AvroRecordParser.getRecordSchema(record), record, false);
  }

  private static String describe(Value<?> value) {
    if (value instanceof BinaryEncodingObject object) {
      return object.getObjectType() + " " + hex(object.getData());
    }
    if (value instanceof TextEncodingObject object) {
      return object.getObjectType() + " " + object.getData();
    }
    if (value instanceof UnixTimestamp timestamp) {
      return "UnixTimestamp " + timestamp.getTimestampSec() + " " + timestamp.getMicro();
    }
    String kind = value.getClass().getSimpleName() + " ";
    return kind + (kind.startsWith("WKB") ? hex((ByteBuffer) value.getData()) : value.toString());
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String text) {
    return text.startsWith("0x")
        ? HexFormat.of().parseHex(text.substring(2))
        : text.getBytes(StandardCharsets.UTF_8);
  }

  private static ColumnDefinition column(String type, String charset) {
    return new ColumnDefinition(
        "c", type, type, false, 64, 0, 0, 0, charset, null, false, true, false, List.of());
  }

  private static TableDefinition table(ColumnDefinition column) {
    return new TableDefinition(
        TABLE,
        "",
        "",
        "InnoDB",
        "8.0.33",
        List.of(column),
        null,
        Map.of("PRIMARY", List.of(column.name())));
  }
}
