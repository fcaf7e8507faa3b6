package io.millrace.common.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.SealedText;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.proto.task.TaskDefinition.Destination;
import io.millrace.proto.task.TaskDefinition.SelectedTable;
import io.millrace.proto.task.TaskDefinition.Source;
import io.millrace.proto.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealerTest {
  private static final String TASK = "0m3abc0000000000000a";

  private final Sealer sealer = sealer(1);

  @Test
  void whatIsSealedOpensAgain() {
    Password sealed = sealer.seal(Password.plain("pässword"), TASK);

    assertThat(sealed.isSealed()).isTrue();
    assertThat(sealed.sealedText().algorithm()).isEqualTo("AES-GCM");
    assertThat(sealer.open(sealed, TASK).plainText()).isEqualTo("pässword");
  }

  /** Text sealed by this version must stay readable. */
  @Test
  void recordedTextOpens() {
    SealedText recorded =
        new SealedText(
            "72cd6e84", "AES-GCM", "AAECAwQFBgcICQoL", "yMP2VEWKR9W+nFvF1uzntbIebUEQ5w==");

    assertThat(sealer.open(Password.sealed(recorded), TASK).plainText()).isEqualTo("secret");
  }

  @Test
  void twoSealingsOfOnePasswordDiffer() {
    Password password = Password.plain("same");

    assertThat(sealer.seal(password, TASK)).isNotEqualTo(sealer.seal(password, TASK));
  }

  @Test
  void anotherMasterKeyIsNamedWithTheOneThatIsThere() {
    Password sealed = sealer.seal(Password.plain("secret"), TASK);

    assertThatThrownBy(() -> sealer(2).open(sealed, TASK))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_MASTER_KEY))
        .hasMessageContaining("sealed with master key " + key(1).id())
        .hasMessageContaining("has master key " + key(2).id());
  }

  @Test
  void aPasswordMovedToAnotherTaskDoesNotOpen() {
    Password sealed = sealer.seal(Password.plain("secret"), TASK);

    assertThatThrownBy(() -> sealer.open(sealed, "another"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("sealed for another task");
  }

  @Test
  void aChangedTextDoesNotOpen() {
    SealedText text = sealer.seal(Password.plain("secret"), TASK).sealedText();
    byte[] bytes = Base64.getDecoder().decode(text.text());
    bytes[0] ^= 1;
    SealedText changed =
        new SealedText(
            text.keyId(),
            text.algorithm(),
            text.nonce(),
            Base64.getEncoder().encodeToString(bytes));

    assertThatThrownBy(() -> sealer.open(Password.sealed(changed), TASK))
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void bothPasswordsOfATaskAreSealedAndTheJsonHoldsNeither() {
    TaskDefinition plain = definition(Password.plain("pw-of-mysql"), Password.plain("pw-of-kafka"));

    TaskDefinition sealed = TaskSecrets.seal(plain, TASK, Optional.of(sealer));

    String stored = new String(Wire.write("t", 1, sealed), StandardCharsets.UTF_8);
    assertThat(stored).doesNotContain("pw-of-mysql", "pw-of-kafka").contains("AES-GCM");
    assertThat(TaskSecrets.open(sealed, TASK, Optional.of(sealer))).isEqualTo(plain);
  }

  @Test
  void aTaskWithAPasswordNeedsAMasterKey() {
    assertThatThrownBy(
            () -> TaskSecrets.seal(definition(Password.plain("x"), null), TASK, Optional.empty()))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_MASTER_KEY))
        .hasMessageContaining("the task 'orders' has a password");
  }

  @Test
  void aTaskWithoutPasswordsNeedsNone() {
    TaskDefinition definition = definition(null, null);

    assertThat(TaskSecrets.seal(definition, TASK, Optional.empty())).isEqualTo(definition);
  }

  @Test
  void aBadMasterKeyIsNotRepeated() {
    assertThatThrownBy(() -> MasterKey.fromBase64("hunter2!"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> MasterKey.fromBase64("c2hvcnQ="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 bytes, not 32");
  }

  private static TaskDefinition definition(Password source, Password destination) {
    return new TaskDefinition(
        "orders",
        null,
        new Source("127.0.0.1", 3306, "dts", source, null, null, null),
        new Destination("127.0.0.1:9092", null, null, null, destination, null, null),
        List.of(new SelectedTable("shop", "orders", null, null, null, null)),
        null,
        null,
        null,
        null);
  }

  private static Sealer sealer(int fill) {
    return new Sealer(key(fill), new SecureRandom());
  }

  private static MasterKey key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return MasterKey.fromBase64(Base64.getEncoder().encodeToString(bytes));
  }
}
