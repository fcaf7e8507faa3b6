package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Events as MariaDB 11.4 writes them. */
class MariaDbEventsTest {
  private static final String SEQUENCE_AND_DOMAIN = "0700000000000000" + "00000000";

  private static MariaDbGtidEvent gtid(String rest) {
    byte[] body = HexFormat.of().parseHex(SEQUENCE_AND_DOMAIN + rest);
    return MariaDbGtidEvent.of(
        new BinlogEvent(EventKind.MARIADB_GTID, 162, 0, 1, 0, "b.1", 4, 4, body, body.length));
  }

  @Test
  void tellsTransactionsStatementsAndXaApart() {
    MariaDbGtidEvent rows = gtid("0c" + "000000000000");
    assertThat(rows.isStandalone()).isFalse();
    assertThat(rows.preparedXa()).isEmpty();
    assertThat(gtid("29" + "000000000000").isStandalone()).isTrue();
    assertThat(gtid("4c" + "01000000" + "01" + "00" + "70").preparedXa()).isEqualTo("x'70',x'',1");
    MariaDbGtidEvent grouped = gtid("4e" + "1100000000000000" + "01000000" + "0101" + "7071");
    assertThat(grouped.preparedXa()).isEqualTo("x'70',x'71',1");
    assertThat(gtid("8d" + "01000000" + "0100" + "70").preparedXa()).isEmpty();
  }

  @Test
  void ofAnAlterInTwoPhasesOnlyTheEndCounts() {
    assertThat(gtid("29" + "02" + "0000000000").isVoidAlter()).isTrue();
    assertThat(gtid("29" + "04" + "0600000000000000").isVoidAlter()).isFalse();
    assertThat(gtid("29" + "08" + "0600000000000000").isVoidAlter()).isTrue();
  }

  private static byte[] compressed(byte[] head, byte[] rest) {
    Deflater deflater = new Deflater();
    deflater.setInput(rest);
    deflater.finish();
    byte[] buffer = new byte[rest.length + 64];
    int count = deflater.deflate(buffer);
    deflater.end();
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(head);
    event.write(0x82);
    event.write(rest.length >> 8);
    event.write(rest.length);
    event.write(buffer, 0, count);
    return event.toByteArray();
  }

  @Test
  void inflatesBehindTheHead() throws DataFormatException {
    byte[] rows = "row".repeat(400).getBytes(StandardCharsets.US_ASCII);
    byte[] update = HexFormat.of().parseHex("160000000000" + "0100" + "09" + "ff01" + "ff01");
    assertPlain(167, 24, update, rows);
    byte[] insert = HexFormat.of().parseHex("160000000000" + "0100" + "0300" + "aa" + "02" + "03");
    assertPlain(169, 30, insert, rows);
    byte[] query =
        HexFormat.of()
            .parseHex("01000000" + "00000000" + "04" + "0000" + "0200" + "0101" + "73686f7000");
    assertPlain(165, 2, query, rows);
  }

  private static void assertPlain(int type, int plainType, byte[] head, byte[] rest)
      throws DataFormatException {
    byte[] event = compressed(head, rest);
    byte[] withChecksum = Arrays.copyOf(event, event.length + 4);
    byte[] plain = CompressedEvent.plainBody(type, withChecksum, event.length);
    assertThat(CompressedEvent.plainType(type)).isEqualTo(plainType);
    assertThat(Arrays.copyOf(plain, head.length)).isEqualTo(head);
    assertThat(Arrays.copyOfRange(plain, head.length, plain.length)).isEqualTo(rest);
  }

  @Test
  void whatIsNotCompressedSoIsAnError() {
    byte[] head = HexFormat.of().parseHex("160000000000" + "0100" + "01" + "01");
    byte[] event = compressed(head, new byte[300]);
    byte[] otherMethod = event.clone();
    otherMethod[head.length] |= 0x10;
    assertThatThrownBy(() -> CompressedEvent.plainBody(166, otherMethod, event.length))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("its mark is");
    assertThatThrownBy(() -> CompressedEvent.plainBody(166, event, event.length - 5))
        .isInstanceOf(DataFormatException.class);
  }
}
