package io.millrace.worker.binlog;

/**
 * The stream goes on in another file.
 *
 * @param file its name
 * @param offset where in it
 */
public record RotateEvent(String file, long offset) {
  public static RotateEvent of(BinlogEvent event) {
    BodyCursor body = new BodyCursor(event);
    long offset = body.little(8);
    return new RotateEvent(body.utf8(body.left()), offset);
  }
}
