package io.millrace.worker.produce;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Remembers the largest record of a transaction, which is to blame when the broker takes no record
 * of its size: Kafka's error names none. Used by one thread.
 */
public final class LargestRecord {
  private static final int SHOWN_CHARACTERS = 200;

  private String topic;
  private byte[] key;
  private int bytes;

  /** A transaction begins. */
  public void reset() {
    topic = null;
    key = null;
    bytes = 0;
  }

  /**
   * @param size of key and value
   */
  public void offer(String ofTopic, byte[] ofKey, int size) {
    if (size > bytes) {
      topic = ofTopic;
      key = ofKey;
      bytes = size;
    }
  }

  /**
   * The error with the record's topic, key and size, where it is about a record's size.
   *
   * @param what the record is, in words
   */
  public MillraceException explained(MillraceException e, String what) {
    if (e.code() != ErrorCode.ROW_TOO_LARGE || key == null) {
      return e;
    }
    String text = new String(key, StandardCharsets.UTF_8);
    String shown =
        text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
    return new MillraceException(
        ErrorCode.ROW_TOO_LARGE,
        "%s is too large for topic %s: key %s, %d bytes".formatted(what, topic, shown, bytes),
        Map.of("topic", topic, "key", shown, "bytes", String.valueOf(bytes)),
        e);
  }
}
