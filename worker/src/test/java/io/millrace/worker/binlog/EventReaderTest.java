package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.MillraceException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
  private final List<BinlogEvent> seen = new ArrayList<>();
  private final EventReader reader = new EventReader("db1:3306", seen::add);

  private static ByteArrayInputStream event(int type, int flags, int end, byte[] body) {
    ByteBuffer bytes = ByteBuffer.allocate(19 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(1_700_000_000).put((byte) type).putInt(5).putInt(19 + body.length).putInt(end);
    bytes.putShort((short) flags).put(body);
    return new ByteArrayInputStream(bytes.array());
  }

  /** MariaDB's compressed events, cut short, MySQL's oldest row events, and one nobody knows. */
  @ParameterizedTest
  @ValueSource(ints = {20, 21, 22, 43, 165, 166, 167, 168, 169, 170, 171, 200})
  void unknownEventsStopTheStream(int type) {
    assertThatThrownBy(() -> reader.read(event(type, 0, 100, new byte[10])))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("type " + type)
        .hasMessageContaining("db1:3306");
    assertThat(seen).isEmpty();
  }

  @Test
  void unknownEventThatMayBeLeftOut() throws IOException, InterruptedException {
    reader.read(event(200, 0x80, 100, new byte[10]));
    assertThat(seen)
        .singleElement()
        .satisfies(e -> assertThat(e.kind()).isEqualTo(EventKind.IGNORABLE));
  }

  @Test
  void lostEventsStopTheStream() {
    assertThatThrownBy(() -> reader.read(event(26, 0, 100, new byte[3])))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("lost");
  }

  @Test
  void eventThatIsCutOff() {
    byte[] whole = event(16, 0, 100, new byte[12]).readAllBytes();
    assertThatThrownBy(() -> reader.read(new ByteArrayInputStream(whole, 0, whole.length - 1)))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void checksumIsNoPartOfTheBody() throws IOException, InterruptedException {
    reader.setChecksumBytes(4);
    reader.read(event(16, 0, 1000, new byte[12]));
    assertThat(seen.get(0).length()).isEqualTo(8);
    assertThat(seen.get(0).start()).isEqualTo(1000 - 31);
    assertThat(seen.get(0).end()).isEqualTo(1000);
  }

  @Test
  void bodyShorterThanItsFieldsNamesTheEvent() throws IOException, InterruptedException {
    reader.read(event(19, 0, 1000, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 50}));
    assertThatThrownBy(() -> TableMap.of(seen.get(0)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("TABLE_MAP");
  }
}
