package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentTest {
  /** Differences that belong to another value: never applied on a guess. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // REPLACE of a member, of an item, REMOVE of an item, INSERT beyond the end, cut off.
        "0003242e61020401",
        "0004245b315d020401",
        "0204245b315d",
        "0004245b315d02",
        "00"
      })
  void differencesThatDoNotFit(String hex) {
    byte[] emptyArray = HexFormat.of().parseHex("0200000400");
    byte[] differences = HexFormat.of().parseHex(hex);
    JsonDocument document =
        new JsonDocument(emptyArray, 0, emptyArray.length, DoubleSpelling.NEAREST);
    assertThatThrownBy(() -> document.apply(differences, 0, differences.length))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
