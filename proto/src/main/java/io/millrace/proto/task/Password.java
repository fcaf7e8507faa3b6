package io.millrace.proto.task;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;

/**
 * A password: plain as a user sent it, or sealed as it is stored and sent between processes. A
 * plain one cannot be written to JSON and never shows in {@code toString}.
 */
public final class Password {
  private final String plain;
  private final SealedText sealed;

  private Password(String plain, SealedText sealed) {
    this.plain = plain;
    this.sealed = sealed;
  }

  public static Password plain(String text) {
    return new Password(Objects.requireNonNull(text, "text"), null);
  }

  public static Password sealed(SealedText text) {
    return new Password(null, Objects.requireNonNull(text, "text"));
  }

  @JsonCreator
  static Password fromJson(JsonNode node) {
    if (node.isTextual()) {
      return plain(node.asText());
    }
    if (node.isObject() && node.path("keyId").isTextual()) {
      return sealed(
          new SealedText(
              node.path("keyId").asText(),
              node.path("algorithm").asText(),
              node.path("nonce").asText(),
              node.path("text").asText()));
    }
    throw new IllegalArgumentException("a password is a string");
  }

  @JsonValue
  Map<String, String> toJson() {
    if (sealed == null) {
      throw new IllegalStateException("a plain password is never written: seal it first");
    }
    return Map.of(
        "keyId", sealed.keyId(),
        "algorithm", sealed.algorithm(),
        "nonce", sealed.nonce(),
        "text", sealed.text());
  }

  public boolean isSealed() {
    return sealed != null;
  }

  /**
   * @throws IllegalStateException when it is sealed
   */
  public String plainText() {
    if (plain == null) {
      throw new IllegalStateException("the password is sealed");
    }
    return plain;
  }

  /**
   * @throws IllegalStateException when it is plain
   */
  public SealedText sealedText() {
    if (sealed == null) {
      throw new IllegalStateException("the password is plain");
    }
    return sealed;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Password p
        && Objects.equals(plain, p.plain)
        && Objects.equals(sealed, p.sealed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(plain, sealed);
  }

  @Override
  public String toString() {
    return "***";
  }
}
