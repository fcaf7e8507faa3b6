package io.millrace.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.table.TableId;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.position.BinlogPlace;
import io.millrace.worker.row.SourceRow;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The row path's context gives the bytes that the plain one does. */
class ChangeContextTest {
  private static final ColumnDefinition ID =
      new ColumnDefinition(
          "id", "int", "int", false, 0, 10, 0, 0, null, null, false, false, false, List.of());
  private static final TableDefinition TABLE =
      new TableDefinition(
          new TableId("db", "t"), "", "", "InnoDB", "8.0.33", List.of(ID), null, Map.of());

  private static SourceRow row(String id) {
    SourceRow row = new SourceRow(1);
    byte[] bytes = id.getBytes(StandardCharsets.US_ASCII);
    row.set(0, bytes, 0, bytes.length);
    return row;
  }

  private static byte[] plain(Operation operation, String gtid, long second, SourceRow before) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("thread_id", "17");
    if (!gtid.isEmpty()) {
      tags.put("GTID", gtid);
    }
    tags.put("server_id", "4294967295");
    tags.put("readerThroughoutTime", "1763799001123");
    RowEncoder encoder = new RowEncoder(TABLE, new Format(null, null, null, null));
    encoder.begin(new RecordContext(operation, second, "900@1000000", "157@999999", tags));
    encoder.encode(before, row("7"), 5);
    return encoder.copy();
  }

  @Test
  void givesTheSameBytes() {
    RowEncoder encoder = new RowEncoder(TABLE, new Format(null, null, null, null));
    ChangeContext context = new ChangeContext();
    for (String gtid : List.of("11111111-1111-1111-1111-111111111111:42", "")) {
      context.transaction(gtid, 17, new BinlogPlace("bin.999999", 157));
      for (long second : new long[] {1, 1_763_799_001}) {
        context.event(second, 4_294_967_295L, "bin.1000000", 900, 1_763_799_001_123L);
        encoder.begin(Operation.INSERT, context);
        encoder.encode(null, row("7"), 5);
        assertThat(encoder.copy()).isEqualTo(plain(Operation.INSERT, gtid, second, null));
        encoder.begin(Operation.UPDATE, context);
        encoder.encode(row("6"), row("7"), 5);
        assertThat(encoder.copy()).isEqualTo(plain(Operation.UPDATE, gtid, second, row("6")));
      }
    }
  }
}
