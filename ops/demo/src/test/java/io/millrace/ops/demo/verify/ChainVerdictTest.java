package io.millrace.ops.demo.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChainVerdictTest {

  @ParameterizedTest
  @CsvSource({
    "NEW, COPY, false, FITS",
    "COPIED, COPY, false, COPIED_TWICE",
    "LIVING, COPY, false, COPY_AFTER_CHANGE",
    "DELETED, COPY, false, COPY_AFTER_CHANGE",
    "NEW, INSERT, false, FITS",
    "COPIED, INSERT, false, INSERT_OVER_ROW",
    "LIVING, INSERT, false, INSERT_OVER_ROW",
    "DELETED, INSERT, false, FITS",
    "NEW, UPDATE, false, BEGINS_LATE",
    "COPIED, UPDATE, true, FITS",
    "COPIED, UPDATE, false, OTHER_IMAGE",
    "LIVING, UPDATE, true, FITS",
    "LIVING, UPDATE, false, OTHER_IMAGE",
    "DELETED, UPDATE, false, NO_ROW_BEFORE",
    "DELETED, UPDATE, true, NO_ROW_BEFORE",
    "NEW, DELETE, false, BEGINS_LATE",
    "COPIED, DELETE, true, FITS",
    "COPIED, DELETE, false, OTHER_IMAGE",
    "LIVING, DELETE, true, FITS",
    "LIVING, DELETE, false, OTHER_IMAGE",
    "DELETED, DELETE, false, NO_ROW_BEFORE",
    "DELETED, DELETE, true, NO_ROW_BEFORE",
  })
  void judges(KeyState state, Change change, boolean sameImage, ChainVerdict expected) {
    assertThat(ChainVerdict.of(state, change, sameImage)).isEqualTo(expected);
  }
}
