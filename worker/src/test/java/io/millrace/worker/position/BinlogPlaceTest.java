package io.millrace.worker.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogPlaceTest {
  @Test
  void isReadAndWritten() {
    BinlogPlace place = BinlogPlace.parse("mysql-bin.000078:72469");
    assertThat(place).isEqualTo(new BinlogPlace("mysql-bin.000078", 72_469));
    assertThat(place).hasToString("mysql-bin.000078:72469");
    assertThat(place.toDtsPosition()).isEqualTo("72469@78");
  }

  @Test
  void anOffsetMayBeBeyondFourGigabytes() {
    assertThat(BinlogPlace.parse("b.000001:4294967297").offset()).isEqualTo(4_294_967_297L);
  }

  @Test
  void aFileAfterTheMillionthHasMoreDigits() {
    assertThat(BinlogPlace.parse("bin.1000000:4").fileNumber()).isEqualTo(1_000_000);
    assertThat(BinlogPlace.parse("bin.999999:4").fileNumber()).isEqualTo(999_999);
  }

  @Test
  void namesMayHoldDotsAndColons() {
    assertThat(BinlogPlace.parse("db.host:3306-bin.000002:4").file())
        .isEqualTo("db.host:3306-bin.000002");
    assertThat(BinlogPlace.dtsPosition("db.host-bin.000002:4")).isEqualTo("4@2");
  }

  @Test
  void anUnknownPlaceHasAFormToo() {
    assertThat(BinlogPlace.dtsPosition("")).isEqualTo("0@0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bin.000001", ":4", "bin.000001:", "bin.000001:x"})
  void otherTextIsRefused(String text) {
    assertThatThrownBy(() -> BinlogPlace.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
