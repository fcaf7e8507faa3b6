package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireColumnTest {
  @ParameterizedTest
  @CsvSource({
    "8, 0, 0, 8, 0, 8",
    "246, 65, 30, 246, 0, 30",
    "246, 9, 0, 246, 0, 4",
    "246, 10, 2, 246, 0, 5",
    "16, 1, 1, 16, 0, 2",
    "16, 0, 8, 16, 0, 8",
    "18, 6, 0, 18, 0, 8",
    "17, 1, 0, 17, 0, 5",
    "19, 3, 0, 19, 0, 5",
    "15, 255, 0, 15, 1, 0",
    "15, 0, 1, 15, 2, 0",
    "252, 4, 0, 252, 4, 0",
    "254, 254, 20, 254, 1, 0",
    // CHAR(255) of utf8mb4: 1020 bytes, the length's high bits inverted in the type.
    "254, 206, 252, 254, 2, 0",
    "254, 247, 2, 247, 0, 2",
    "254, 248, 8, 248, 0, 8",
    "242, 4, 0, 242, 4, 0"
  })
  void length(int type, int low, int high, int code, int prefixBytes, int fixedBytes) {
    WireColumn wire = WireColumn.of(type, low, high);
    assertThat(wire.code()).isEqualTo(code);
    assertThat(wire.prefixBytes()).isEqualTo(prefixBytes);
    assertThat(wire.fixedBytes()).isEqualTo(fixedBytes);
  }

  @Test
  void bytesOfLongChar() {
    assertThat(WireColumn.of(254, 206, 252).first()).isEqualTo(1020);
  }

  @ParameterizedTest
  @CsvSource({"6", "20", "140", "141", "243"})
  void unknownCodesAreNotGuessed(int code) {
    assertThatThrownBy(() -> WireColumn.of(code, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | 8 | 0 | 0",
        "decimal(10,2) | 246 | 10 | 3",
        "bit(9) | 16 | 0 | 1",
        "datetime(3) | 18 | 2 | 0",
        "varchar(9) charset latin1 | 252 | 2 | 0",
        "binary(4) | 254 | 254 | 5"
      })
  void columnThatIsNotTheDefinedOne(String type, int code, int low, int high) {
    assertThatThrownBy(
            () ->
                BinlogTexts.check(
                    Columns.table(List.of()).id(),
                    Columns.column("when", type),
                    WireColumn.of(code, low, high)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_CHANGED))
        .hasMessageContaining("`when`")
        .hasMessageContaining("`db`.`t`");
  }
}
