package io.millrace.worker.encode;

/** Writes the record of one DDL statement. */
public final class DdlEncoder {
  private DdlEncoder() {}

  /**
   * One whole record.
   *
   * @param context its operation is DDL; its tags are all of the record's tags
   * @param serverVersion the source's version
   * @param database the database that the statement ran in
   * @param statement the statement's text
   * @param id see the record's id
   */
  public static byte[] encode(
      RecordContext context, String serverVersion, String database, String statement, long id) {
    if (context.operation() != Operation.DDL) {
      throw new IllegalArgumentException("a statement with operation " + context.operation());
    }
    AvroOut out = new AvroOut(128 + 3 * statement.length());
    out.putLong(Envelope.VERSION);
    out.putLong(id);
    Envelope.putHead(out, context, serverVersion, Envelope.escape(database));
    if (!context.tags().isEmpty()) {
      out.putLong(context.tags().size());
      Envelope.putEntries(out, context.tags());
    }
    out.putLong(0);
    out.putLong(Envelope.NULL);
    out.putLong(Envelope.NULL);
    out.putLong(Envelope.STRING);
    out.putText(statement);
    out.putLong(context.sourceTimestampSeconds());
    return out.copy();
  }
}
