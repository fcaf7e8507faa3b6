package io.millrace.worker.encode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads records with Avro's own reader and the schema file. */
public final class DtsReader {
  private DtsReader() {}

  static Schema schema() {
    try (InputStream file = DtsReader.class.getResourceAsStream("/dts/dts-record.avsc")) {
      return new Schema.Parser().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when bytes are left over. */
  public static GenericRecord read(byte[] bytes) {
    try {
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema()).read(null, decoder);
      if (!decoder.isEnd()) {
        throw new AssertionError("bytes after the record");
      }
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code Integer(4, "7")}: a value of an image for comparison. */
  public static String describe(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof GenericRecord record) {
      return record.getSchema().getName()
          + record.getSchema().getFields().stream()
              .map(field -> describe(record.get(field.pos())))
              .collect(Collectors.joining(", ", "(", ")"));
    }
    if (value instanceof CharSequence text) {
      return '"' + text.toString() + '"';
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    return value.toString();
  }

  /** {@code 0x...} as bytes, anything else as UTF-8. */
  static byte[] bytes(String text) {
    return text.startsWith("0x")
        ? HexFormat.of().parseHex(text.substring(2))
        : text.getBytes(StandardCharsets.UTF_8);
  }
}
