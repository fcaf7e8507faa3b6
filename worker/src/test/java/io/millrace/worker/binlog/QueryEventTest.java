package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a statement is in the character set that its session's client spoke. */
class QueryEventTest {
  private static QueryEvent event(int collation, String text) {
    String little = HexFormat.of().toHexDigits(Short.reverseBytes((short) collation));
    byte[] body =
        HexFormat.of()
            .parseHex("0100000000000000000000" + "0700" + "04" + little + "08000800" + "00" + text);
    return QueryEvent.of(
        new BinlogEvent(EventKind.QUERY, 2, 0, 1, 0, "b.1", 4, 4, body, body.length));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 41cebb, Aλ",
    "63, 41cebb, Aλ",
    "2304, 41cebb, Aλ",
    "25, 41eb, Aλ",
    "1049, 41eb, Aλ",
    "16, 41e0, Aא",
    "4, 4181, Aü",
    "36, 4180, AА",
    "18, 41a1, Aก",
    "39, 419f, Aü",
    "999, 41, A",
    "999, 41cebb, Aλ"
  })
  void isReadAsItsClientSpoke(int collation, String text, String sql) {
    assertThat(event(collation, text).sql()).isEqualTo(sql);
  }

  @ParameterizedTest
  @ValueSource(ints = {999, 32, 35})
  void isRefusedWhereItCannotBeRead(int collation) {
    assertThatThrownBy(() -> event(collation, "41eb"))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_ERROR))
        .hasMessageContaining("b.1:4")
        .hasMessageContaining(collation == 32 ? "armscii8" : "collation " + collation);
  }

  @Test
  void anUnknownOneIsNoMatterInPlainText() {
    assertThat(event(35, "424547494e").sql()).isEqualTo("BEGIN");
  }
}
