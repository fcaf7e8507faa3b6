package io.millrace.proto.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PasswordTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Password SEALED =
      Password.sealed(new SealedText("k1", "AES-GCM", "bm9uY2U=", "Y2lwaGVy"));

  @Test
  void sealedIsWrittenAndReadBack() throws JsonProcessingException {
    assertThat(JSON.readValue(JSON.writeValueAsString(SEALED), Password.class)).isEqualTo(SEALED);
  }

  @Test
  void plainIsReadAndNeverWritten() throws JsonProcessingException {
    Password plain = JSON.readValue("\"hunter2\"", Password.class);
    assertThat(plain.plainText()).isEqualTo("hunter2");
    assertThatThrownBy(() -> JSON.writeValueAsString(plain))
        .hasMessageContaining("a plain password is never written")
        .message()
        .doesNotContain("hunter2");
  }

  @Test
  void neitherShows() {
    assertThat(Password.plain("hunter2")).hasToString("***");
    assertThat(SEALED).hasToString("***");
  }

  @Test
  void refusesAnythingElse() {
    for (String text : new String[] {"7", "[]", "{}", "true"}) {
      assertThatThrownBy(() -> JSON.readValue(text, Password.class))
          .as(text)
          .hasMessageContaining("a password is a string");
    }
  }
}
