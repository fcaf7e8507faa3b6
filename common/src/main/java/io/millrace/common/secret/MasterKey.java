package io.millrace.common.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The key that passwords are sealed with. Never shows in {@code toString}. */
public final class MasterKey {
  private static final int KEY_BYTES = 32;

  private final byte[] bytes;
  private final String id;

  private MasterKey(byte[] bytes) {
    this.bytes = bytes;
    this.id = idOf(bytes);
  }

  /**
   * Reads base64 of 32 bytes.
   *
   * @throws IllegalArgumentException when it is anything else; the message does not repeat it
   */
  public static MasterKey fromBase64(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the master key is not base64");
    }
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "the master key has %d bytes, not %d".formatted(bytes.length, KEY_BYTES));
    }
    return new MasterKey(bytes);
  }

  /** Names the key without giving it away: 8 hex digits of its SHA-256. */
  public String id() {
    return id;
  }

  SecretKey key() {
    return new SecretKeySpec(bytes, "AES");
  }

  private static String idOf(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKey " + id;
  }
}
