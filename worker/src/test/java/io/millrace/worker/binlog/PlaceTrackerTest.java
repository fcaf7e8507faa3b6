package io.millrace.worker.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceTrackerTest {
  @Test
  void offsetsBeyondThirtyTwoBits() {
    PlaceTracker place = new PlaceTracker();
    place.rotate("mysql-bin.000007", 4);
    assertThat(place.advance(0xffff_fff0L)).isEqualTo(0xffff_fff0L);
    assertThat(place.advance(0x10)).isEqualTo(0x1_0000_0010L);
    assertThat(place.advance(0x10)).isEqualTo(0x1_0000_0010L);
    assertThat(place.advance(0xffff_0000L)).isEqualTo(0x1_ffff_0000L);
    assertThat(place.advance(0x20)).isEqualTo(0x2_0000_0020L);
    place.rotate("mysql-bin.000008", 4);
    assertThat(place.advance(126)).isEqualTo(126);
  }

  @Test
  void startInALargeFile() {
    PlaceTracker place = new PlaceTracker();
    place.rotate("mysql-bin.000007", 0x3_0000_0100L);
    assertThat(place.advance(0x180)).isEqualTo(0x3_0000_0180L);
  }
}
