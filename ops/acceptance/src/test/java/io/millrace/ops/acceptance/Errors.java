package io.millrace.ops.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** What every error that a person sees must have. */
final class Errors {
  private Errors() {}

  /** The code, a message with all of these words, a remedy; and no password. */
  static void assertNamed(JsonNode error, String code, String... words) {
    assertThat(error.path("code").asText()).as("%s", error).isEqualTo(code);
    assertThat(error.path("message").asText()).as("%s", error).isNotBlank();
    for (String word : words) {
      assertThat(error.path("message").asText()).as("%s", error).contains(word);
    }
    assertThat(error.path("remedy").asText()).as("%s", error).isNotBlank();
    assertThat(error.path("kind").asText()).as("%s", error).isNotBlank();
    assertThat(error.toString()).doesNotContain(Source.PASSWORD);
  }
}
