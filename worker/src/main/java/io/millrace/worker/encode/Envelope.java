package io.millrace.worker.encode;

import java.util.Map;

/** The fields that rows and statements have alike. */
final class Envelope {
  /** Index of the branch of {@code ["null","string",array]} and the like. */
  static final int NULL = 0;

  static final int STRING = 1;
  static final int ARRAY = 2;
  static final int VERSION = 0;

  private static final int MYSQL = 0;
  private static final String NO_TRANSACTION = "0";

  private Envelope() {}

  /** From sourceTimestamp to processTimestamps: all between id and tags. */
  static void putHead(AvroOut out, RecordContext context, String serverVersion, String objectName) {
    out.putLong(context.sourceTimestampSeconds());
    out.putText(context.sourcePosition());
    out.putText(context.safeSourcePosition());
    putSource(out, context.operation(), serverVersion, objectName);
  }

  /** From sourceTxid to processTimestamps. */
  static void putSource(AvroOut out, Operation operation, String serverVersion, String objectName) {
    out.putText(NO_TRANSACTION);
    out.putLong(MYSQL);
    out.putText(serverVersion);
    out.putLong(operation.index());
    out.putLong(STRING);
    out.putText(objectName);
    out.putLong(NULL);
  }

  /** The entries of a map, without the count before them and the end after them. */
  static void putEntries(AvroOut out, Map<String, String> entries) {
    entries.forEach(
        (name, value) -> {
          out.putText(name);
          out.putText(value);
        });
  }

  /** A database's or table's name with each dot as the six characters {@code \}{@code u002E}. */
  static String escape(String name) {
    return name.replace(".", "\\u002E");
  }
}
