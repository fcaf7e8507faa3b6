package io.millrace.ops.demo.cluster;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets for one run. */
public final class Secrets {

  private Secrets() {}

  /** A token of 128 random bits. */
  public static String token() {
    return HexFormat.of().formatHex(random(16));
  }

  /** A master key: base64 of 32 random bytes. */
  public static String masterKey() {
    return Base64.getEncoder().encodeToString(random(32));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
