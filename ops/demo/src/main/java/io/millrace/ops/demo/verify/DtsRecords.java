package io.millrace.ops.demo.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads DTS records with Avro's own generic reader. One thread uses it. */
final class DtsRecords {
  private static final String SCHEMA = "/dts/dts-record.avsc";

  private final GenericDatumReader<GenericRecord> reader;
  private BinaryDecoder decoder;

  DtsRecords() {
    this.reader = new GenericDatumReader<>(schema());
  }

  static Schema schema() {
    try (InputStream stream = DtsRecords.class.getResourceAsStream(SCHEMA)) {
      if (stream == null) {
        throw new IllegalStateException("The resource " + SCHEMA + " is not on the class path");
      }
      return new Schema.Parser().parse(stream);
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the schema " + SCHEMA, e);
    }
  }

  /**
   * The record in a message.
   *
   * @throws UnexpectedRecordException when the bytes are not exactly one record
   */
  GenericRecord decode(byte[] message) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(message, decoder);
      GenericRecord record = reader.read(null, decoder);
      if (!decoder.isEnd()) {
        throw new UnexpectedRecordException("bytes are left after the record");
      }
      return record;
    } catch (IOException | AvroRuntimeException e) {
      throw new UnexpectedRecordException("not a DTS Avro record: " + e);
    }
  }
}
