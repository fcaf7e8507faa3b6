package io.millrace.proto.task;

import java.util.Objects;

/**
 * A text encrypted with a master key.
 *
 * @param keyId names the master key
 * @param algorithm {@code AES-GCM}
 * @param nonce base64
 * @param text base64 of the cipher text with its tag
 */
public record SealedText(String keyId, String algorithm, String nonce, String text) {
  public SealedText {
    Objects.requireNonNull(keyId, "keyId");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(nonce, "nonce");
    Objects.requireNonNull(text, "text");
  }
}
