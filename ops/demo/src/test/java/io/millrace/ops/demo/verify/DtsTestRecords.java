package io.millrace.ops.demo.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Records of tables {@code db.<table>(id int, s varchar)}, written with Avro's own writer. */
final class DtsTestRecords {
  private static final Schema RECORD = DtsRecords.schema();

  private DtsTestRecords() {}

  static byte[] create(String table) {
    return bytes(ddl("CREATE TABLE `" + table + "` (...)", Map.of()));
  }

  static byte[] generation(String table) {
    return bytes(ddl("TRUNCATE TABLE `" + table + "`", Map.of("millrace_generation", "2")));
  }

  static byte[] row(String table, int id, String s) {
    GenericRecordBuilder record = envelope("INIT", "db." + table, Map.of());
    record.set("fields", List.of(field("id", 3), field("s", 253)));
    record.set("afterImages", Arrays.asList(integer(id), s == null ? null : character(s)));
    return bytes(record.build());
  }

  /** An INSERT of the stream. */
  static GenericRecord insert(Place at, int id, String s) {
    return change("INSERT", at, null, image(id, s));
  }

  static GenericRecord update(Place at, int id, String before, String after) {
    return change("UPDATE", at, image(id, before), image(id, after));
  }

  static GenericRecord delete(Place at, int id, String before) {
    return change("DELETE", at, image(id, before), null);
  }

  /** A row of the full step. */
  static GenericRecord copy(int id, String s) {
    return change("INIT", new Place("", "1@1"), null, image(id, s));
  }

  static GenericRecord statement(String sql) {
    return ddl(sql, Map.of("server_id", "1"));
  }

  static GenericRecord generation(int generation) {
    return ddl("TRUNCATE TABLE `t`", Map.of("millrace_generation", "" + generation));
  }

  /** A record of a table {@code db.t(id int, s varchar, n int)}. */
  static GenericRecord wideUpdate(Place at, int id, String s, int before, int after) {
    GenericRecordBuilder record = envelope("UPDATE", "db.t", at.tags());
    record.set("sourcePosition", at.position());
    record.set("fields", List.of(field("id", 3), field("s", 253), field("n", 3)));
    record.set("beforeImages", List.of(integer(id), character(s), integer(before)));
    record.set("afterImages", List.of(integer(id), character(s), integer(after)));
    return record.build();
  }

  /** A record of the row 1 of a table {@code db.t(id int, g point)}; the SRID is the record's. */
  static GenericRecord point(String operation, Place at, String before, String after, int srid) {
    Map<String, String> tags = new java.util.HashMap<>(at.tags());
    tags.put("srid.g", Integer.toString(srid));
    return envelope(operation, "db.t", tags)
        .set("sourcePosition", at.position())
        .set("fields", List.of(field("id", 3), field("g", 255)))
        .set("beforeImages", before == null ? null : List.of(integer(1), geometry(before)))
        .set("afterImages", after == null ? null : List.of(integer(1), geometry(after)))
        .build();
  }

  private static GenericRecord geometry(String wkb) {
    return new GenericRecordBuilder(value("BinaryGeometry"))
        .set("type", "WKB")
        .set("value", ByteBuffer.wrap(wkb.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  /** Where in the source: a GTID, empty for none, and {@code offset@file}. */
  record Place(String gtid, String position) {
    Map<String, String> tags() {
      return gtid.isEmpty() ? Map.of() : Map.of("GTID", gtid, "server_id", "1");
    }
  }

  private static GenericRecord change(
      String operation, Place at, List<GenericRecord> before, List<GenericRecord> after) {
    return envelope(operation, "db.t", at.tags())
        .set("sourcePosition", at.position())
        .set("fields", List.of(field("id", 3), field("s", 253)))
        .set("beforeImages", before)
        .set("afterImages", after)
        .build();
  }

  private static List<GenericRecord> image(int id, String s) {
    return Arrays.asList(integer(id), s == null ? null : character(s));
  }

  private static GenericRecord ddl(String sql, Map<String, String> tags) {
    return envelope("DDL", "db", tags).set("afterImages", sql).build();
  }

  private static GenericRecordBuilder envelope(
      String operation, String objectName, Map<String, String> tags) {
    Schema source = RECORD.getField("source").schema();
    return new GenericRecordBuilder(RECORD)
        .set("version", 0)
        .set("id", 1L)
        .set("sourceTimestamp", 0L)
        .set("sourcePosition", "1@1")
        .set(
            "source",
            new GenericRecordBuilder(source)
                .set("sourceType", symbol(source.getField("sourceType").schema(), "MySQL"))
                .set("version", "8.0.33")
                .build())
        .set("operation", symbol(RECORD.getField("operation").schema(), operation))
        .set("objectName", objectName)
        .set("tags", tags);
  }

  private static GenericRecord field(String name, int number) {
    Schema fields = branch(RECORD.getField("fields").schema(), Schema.Type.ARRAY);
    return new GenericRecordBuilder(fields.getElementType())
        .set("name", name)
        .set("dataTypeNumber", number)
        .build();
  }

  private static GenericRecord integer(int value) {
    return new GenericRecordBuilder(value("Integer"))
        .set("precision", 4)
        .set("value", Integer.toString(value))
        .build();
  }

  private static GenericRecord character(String text) {
    return new GenericRecordBuilder(value("Character"))
        .set("charset", "utf8mb4")
        .set("value", ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  private static Schema value(String name) {
    Schema images = branch(RECORD.getField("afterImages").schema(), Schema.Type.ARRAY);
    return images.getElementType().getTypes().stream()
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Schema branch(Schema union, Schema.Type type) {
    return union.getTypes().stream().filter(t -> t.getType() == type).findFirst().orElseThrow();
  }

  private static GenericData.EnumSymbol symbol(Schema schema, String symbol) {
    return new GenericData.EnumSymbol(schema, symbol);
  }

  private static byte[] bytes(GenericRecord record) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
      new GenericDatumWriter<GenericRecord>(RECORD).write(record, encoder);
      encoder.flush();
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
