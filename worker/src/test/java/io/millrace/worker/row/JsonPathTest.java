package io.millrace.worker.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonPathTest {
  @Test
  void membersAndItems() {
    assertThat(JsonPath.parse("$")).isEmpty();
    assertThat(JsonPath.parse("$.a[0].b_2[12]")).containsExactly("a", 0, "b_2", 12);
    assertThat(JsonPath.parse("$.\"odd.key[1]\".x")).containsExactly("odd.key[1]", "x");
    assertThat(JsonPath.parse("$.\"q\\\"\\\\\\u00e4\\n\"[3]")).containsExactly("q\"\\ä\n", 3);
  }
}
