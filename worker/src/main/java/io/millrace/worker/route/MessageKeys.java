package io.millrace.worker.route;

import io.millrace.proto.table.TableId;
import io.millrace.worker.row.ByteBuilder;
import io.millrace.worker.row.JsonText;
import java.util.List;

/** Message keys of records that are not about one row. Pure. */
public final class MessageKeys {
  private MessageKeys() {}

  /** {@code ["database","table"]}: the table's, without a row's values. */
  public static byte[] ofTable(TableId table) {
    ByteBuilder key = new ByteBuilder(64);
    JsonText.putArray(key, List.of(table.database(), table.table()));
    return key.copy();
  }
}
