package io.millrace.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnumLabelsTest {
  @Test
  void quotesCommasBackslashesAndEmptyLabels() {
    assertThat(EnumLabels.parse("enum('a''b','c,d','','e\\\\f','g\\nh','é☃')"))
        .containsExactly("a'b", "c,d", "", "e\\f", "g\nh", "é☃");
    assertThat(EnumLabels.parse("set('x')")).containsExactly("x");
    assertThat(EnumLabels.parse("set('''')")).containsExactly("'");
  }
}
