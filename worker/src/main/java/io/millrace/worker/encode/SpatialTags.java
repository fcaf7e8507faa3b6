package io.millrace.worker.encode;

import io.millrace.proto.table.TableDefinition;
import io.millrace.worker.row.ColumnTypes;
import io.millrace.worker.row.Digits;
import io.millrace.worker.row.ImageForm;
import io.millrace.worker.row.SourceRow;
import java.util.stream.IntStream;

/** The tags {@code srid.<column>} of a table's geometry columns; none for NULL. */
final class SpatialTags {
  private final int[] columns;
  private final byte[][] names;

  SpatialTags(TableDefinition table) {
    columns =
        IntStream.range(0, table.columns().size())
            .filter(
                i ->
                    ColumnTypes.of(table.id(), table.columns().get(i)).imageForm()
                        == ImageForm.GEOMETRY)
            .toArray();
    names = new byte[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      AvroOut name = new AvroOut(32);
      name.putText("srid." + table.columns().get(columns[i]).name());
      names[i] = name.copy();
    }
  }

  int count(SourceRow row) {
    int count = 0;
    for (int column : columns) {
      if (row.length(column) >= TextWriters.SRID_BYTES) {
        count++;
      }
    }
    return count;
  }

  void put(SourceRow row, AvroOut out) {
    for (int i = 0; i < columns.length; i++) {
      if (row.length(columns[i]) >= TextWriters.SRID_BYTES) {
        out.put(names[i]);
        putSrid(row.bytes(columns[i]), row.from(columns[i]), out);
      }
    }
  }

  private static void putSrid(byte[] source, int from, AvroOut out) {
    long srid = 0;
    for (int i = TextWriters.SRID_BYTES - 1; i >= 0; i--) {
      srid = srid << 8 | (source[from + i] & 0xff);
    }
    out.putLong(Digits.unsignedLength(srid));
    Digits.putUnsigned(srid, out);
  }
}
