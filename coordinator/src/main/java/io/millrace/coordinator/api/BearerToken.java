package io.millrace.coordinator.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** The one static token. Comparison takes the same time however much of a guess is right. */
final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private final byte[] digest;

  BearerToken(String token) {
    this.digest = digest(Objects.requireNonNull(token, "token"));
  }

  /**
   * @param header the request's Authorization header; null without one
   */
  boolean admits(String header) {
    return header != null
        && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(digest, digest(header.substring(SCHEME.length()).strip()));
  }

  /** Digests have one length, so that not even the token's length shows. */
  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
