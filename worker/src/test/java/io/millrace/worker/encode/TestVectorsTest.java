package io.millrace.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.proto.table.TableDefinition;
import io.millrace.proto.task.TaskDefinition.Format;
import io.millrace.worker.row.Columns;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records known from the format's description, byte for byte. */
class TestVectorsTest {
  private static final TableDefinition TABLE =
      Columns.table(
          List.of(Columns.column("id", "int"), Columns.column("s", "varchar(10) charset utf8mb4")),
          "id");

  @Test
  void insert() {
    RowEncoder encoder = new RowEncoder(TABLE, new Format(null, null, null, null));
    encoder.begin(
        new RecordContext(Operation.INSERT, 1696984408, "72469@78", "72347@78", Map.of()));
    int length = encoder.encode(Columns.row("7", "a"), 1);
    assertThat(length).isEqualTo(encoder.copy().length);
    assertThat(HexFormat.of().formatHex(encoder.copy()))
        .isEqualTo(
            "0002b0b5afd20c1037323436394037381037323334374037380230000c382e302e323800020864622e740002"
                + "14706b5f756b5f696e666f247b225052494d415259223a5b226964225d7d00040404696406027"
                + "3fa030000040402080237040e757466386d6234026100b0b5afd20c");
  }

  @Test
  void ddl() {
    byte[] record =
        DdlEncoder.encode(
            new RecordContext(Operation.DDL, 1696984408, "72469@78", "72347@78", Map.of()),
            "8.0.28",
            "db",
            "create table t(id int)",
            1);
    assertThat(HexFormat.of().formatHex(record))
        .isEqualTo(
            "0002b0b5afd20c1037323436394037381037323334374037380230000c382e302e32380602046462000000"
                + "00022c637265617465207461626c65207428696420696e7429b0b5afd20c");
  }
}
