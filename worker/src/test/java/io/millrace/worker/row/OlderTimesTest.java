package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of TIME, DATETIME and TIMESTAMP as servers before 5.6 store them: a table keeps them until
 * it is rebuilt, but servers from 8.0 cannot make one.
 */
class OlderTimesTest {
  @ParameterizedTest
  @CsvSource({
    "time, 11, 40e201, 12:34:56",
    "time, 11, 590a80, -838:59:59",
    "time, 11, ffffff, -00:00:01",
    "time, 11, 000000, 00:00:00",
    "datetime, 12, 80c5aa8b68120000, 2024-02-29 12:34:56",
    "datetime, 12, 7787d105f15a0000, 9999-12-31 23:59:59",
    "datetime, 12, 0000000000000000, 0000-00-00 00:00:00",
    "timestamp, 7, f079e065, 2024-02-29 12:34:56",
    "timestamp, 7, 00000000, 0000-00-00 00:00:00",
    "timestamp, 7, ffffff7f, 2038-01-19 03:14:07"
  })
  void text(String type, int code, String hex, String expected) {
    byte[] value = HexFormat.of().parseHex("ee" + hex);
    WireColumn wire = WireColumn.of(code, 0, 0);
    assertThat(wire.fixedBytes()).isEqualTo(value.length - 1);
    ByteBuilder out = new ByteBuilder(8);
    BinlogTexts.of(Columns.table(List.of()), Columns.column("c", type), wire)
        .orElseThrow()
        .put(value, 1, value.length - 1, out);
    assertThat(new String(out.copy(), StandardCharsets.US_ASCII)).isEqualTo(expected);
  }
}
