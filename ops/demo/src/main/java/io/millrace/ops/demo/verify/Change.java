package io.millrace.ops.demo.verify;

import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** What a record does to a key. */
enum Change {
  /** A row of the full step. */
  COPY,
  INSERT,
  UPDATE,
  DELETE;

  /**
   * What a row record does. A task may write rows of the full step as INSERT: these lack the tags
   * that every change of the stream has.
   */
  static Change of(GenericRecord record) {
    String operation = record.get("operation").toString();
    return switch (operation) {
      case "INIT" -> COPY;
      case "INSERT" -> fromStream(record) ? INSERT : COPY;
      case "UPDATE" -> UPDATE;
      case "DELETE" -> DELETE;
      default -> throw new UnexpectedRecordException("operation " + operation);
    };
  }

  /** Whether its record has a before-image. */
  boolean hasBefore() {
    return this == UPDATE || this == DELETE;
  }

  /** Whether its record has an after-image. */
  boolean hasAfter() {
    return this != DELETE;
  }

  private static boolean fromStream(GenericRecord record) {
    return ((Map<?, ?>) record.get("tags"))
        .keySet().stream()
            .map(Object::toString)
            .anyMatch(tag -> tag.equals("GTID") || tag.equals("server_id"));
  }
}
