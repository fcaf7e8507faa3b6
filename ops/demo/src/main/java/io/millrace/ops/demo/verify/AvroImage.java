package io.millrace.ops.demo.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;

/** Canonical texts of an image in a DTS record, told from the format's description alone. */
final class AvroImage {
  private static final int TIME_NUMBER = 11;

  private AvroImage() {}

  /**
   * The image's columns in the table's order; null for those that the record has not.
   *
   * @param layout the record's
   * @param image one of its images
   * @throws UnexpectedRecordException when there are not as many values as fields
   */
  static String[] canonical(TableShape table, Layout layout, List<?> image, Map<?, ?> tags) {
    List<Layout.Field> fields = layout.fields();
    if (fields.size() != image.size()) {
      throw new UnexpectedRecordException(
          fields.size() + " fields and " + image.size() + " values");
    }
    String[] row = new String[table.columns().size()];
    for (int i = 0; i < fields.size(); i++) {
      int place = layout.places()[i];
      if (place >= 0) {
        row[place] = value(image.get(i), fields.get(i).number(), fields.get(i).name(), tags);
      }
    }
    return row;
  }

  private static String value(Object value, int number, String column, Map<?, ?> tags) {
    if (value == null) {
      return Canonical.NULL;
    }
    if (value instanceof GenericEnumSymbol<?> symbol) {
      return symbol.toString().equals("NONE") ? Canonical.ABSENT : "EmptyObject." + symbol;
    }
    GenericRecord record = (GenericRecord) value;
    return switch (record.getSchema().getName()) {
      case "Integer" -> Canonical.integer(new BigInteger(text(record)));
      case "Decimal" ->
          Canonical.decimal(new BigDecimal(text(record)), (Integer) record.get("scale"));
      case "Float" -> Canonical.number((Double) record.get("value"));
      case "Timestamp" ->
          Canonical.timestamp((Long) record.get("timestamp"), (Integer) record.get("millis"));
      case "DateTime" -> number == TIME_NUMBER ? time(record) : dateTime(record);
      case "Character" -> Canonical.bytes(record.get("charset").toString(), bytes(record));
      case "BinaryObject" -> Canonical.bytes(record.get("type").toString(), bytes(record));
      case "TextObject" ->
          Canonical.bytes(
              record.get("type").toString(),
              ColumnKind.latin1(text(record).getBytes(StandardCharsets.UTF_8)));
      case "BinaryGeometry" -> Canonical.geometry(srid(column, tags), bytes(record));
      default -> record.getSchema().getName() + " " + record;
    };
  }

  private static long srid(String column, Map<?, ?> tags) {
    for (Map.Entry<?, ?> tag : tags.entrySet()) {
      if (tag.getKey().toString().equals("srid." + column)) {
        return Long.parseLong(tag.getValue().toString());
      }
    }
    return 0;
  }

  private static String time(GenericRecord t) {
    if (t.get("year") != null || t.get("month") != null || t.get("day") != null) {
      return "TIME with a date " + t;
    }
    long seconds = part(t, "hour") * 3600 + part(t, "minute") * 60 + part(t, "second");
    return Canonical.time(seconds * 1_000_000 + part(t, "millis"));
  }

  private static long part(GenericRecord t, String name) {
    return t.get(name) == null ? 0 : (Integer) t.get(name);
  }

  private static String dateTime(GenericRecord t) {
    return Canonical.dateTime(
        (Integer) t.get("year"),
        (Integer) t.get("month"),
        (Integer) t.get("day"),
        (Integer) t.get("hour"),
        (Integer) t.get("minute"),
        (Integer) t.get("second"),
        (int) part(t, "millis"));
  }

  private static String text(GenericRecord record) {
    return record.get("value").toString();
  }

  private static String bytes(GenericRecord record) {
    ByteBuffer buffer = ((ByteBuffer) record.get("value")).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return ColumnKind.latin1(bytes);
  }
}
