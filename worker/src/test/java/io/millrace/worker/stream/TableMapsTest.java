package io.millrace.worker.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.worker.binlog.BinlogEvent;
import io.millrace.worker.binlog.EventKind;
import org.junit.jupiter.api.Test;

class TableMapsTest {
  private final TableMaps maps = new TableMaps();

  /** shop.o with one INT, under a number. */
  private static BinlogEvent map(int number) {
    byte[] body = {0, 0, 0, 0, 0, 0, 0, 0, 4, 's', 'h', 'o', 'p', 0, 1, 'o', 0, 1, 3, 0, 0};
    body[0] = (byte) number;
    body[1] = (byte) (number >> 8);
    body[2] = (byte) (number >> 16);
    return new BinlogEvent(EventKind.TABLE_MAP, 0, 0, 1, 0, "bin.000001", 4, 40, body, body.length);
  }

  /** As on a server whose table_definition_cache is smaller than what is written to. */
  @Test
  void whatIsUnusedForLongIsForgotten() {
    for (int number = 0; number < 30_000; number++) {
      maps.take(map(number));
    }
    assertThat(maps.of(map(100))).isNull();
    assertThat(maps.of(map(29_000))).isNotNull();
  }

  /** A table's number may be old, and its event repeated in each transaction. */
  @Test
  void whatIsUsedStays() {
    for (int number = 1; number < 30_000; number++) {
      maps.take(map(0));
      maps.take(map(number));
      assertThat(maps.of(map(0))).isNotNull();
    }
  }
}
