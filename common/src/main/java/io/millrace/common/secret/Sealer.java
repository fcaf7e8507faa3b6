package io.millrace.common.secret;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.SealedText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals and opens passwords by AES-GCM, the task's id being the associated data: a sealed password
 * moved to another task does not open. Safe for any thread.
 */
public final class Sealer {
  private static final String ALGORITHM = "AES-GCM";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final MasterKey masterKey;
  private final SecureRandom random;

  public Sealer(MasterKey masterKey, SecureRandom random) {
    this.masterKey = Objects.requireNonNull(masterKey, "masterKey");
    this.random = Objects.requireNonNull(random, "random");
  }

  /** Seals a plain password for a task; a sealed one is returned as it is. */
  public Password seal(Password password, String taskId) {
    if (password.isSealed()) {
      return password;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] plain = password.plainText().getBytes(StandardCharsets.UTF_8);
    try {
      byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, taskId).doFinal(plain);
      Base64.Encoder base64 = Base64.getEncoder();
      return Password.sealed(
          new SealedText(
              masterKey.id(),
              ALGORITHM,
              base64.encodeToString(nonce),
              base64.encodeToString(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt by " + ALGORITHM, e);
    }
  }

  /**
   * Opens a password sealed for a task; a plain one is returned as it is.
   *
   * @throws MillraceException NO_MASTER_KEY when another key sealed it, or it was sealed for
   *     another task or changed since
   */
  public Password open(Password password, String taskId) {
    if (!password.isSealed()) {
      return password;
    }
    SealedText sealed = password.sealedText();
    if (!sealed.algorithm().equals(ALGORITHM)) {
      throw new MillraceException(
          ErrorCode.NO_MASTER_KEY,
          "a password of task %s is sealed by '%s'; this program knows %s only"
              .formatted(taskId, sealed.algorithm(), ALGORITHM));
    }
    if (!sealed.keyId().equals(masterKey.id())) {
      throw new MillraceException(
          ErrorCode.NO_MASTER_KEY,
          "a password of task %s is sealed with master key %s; this process has master key %s"
              .formatted(taskId, sealed.keyId(), masterKey.id()));
    }
    try {
      byte[] nonce = Base64.getDecoder().decode(sealed.nonce());
      byte[] text = Base64.getDecoder().decode(sealed.text());
      byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, taskId).doFinal(text);
      return Password.plain(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new MillraceException(
          ErrorCode.NO_MASTER_KEY,
          "a password of task %s does not open with master key %s: it was changed, or sealed for another task"
              .formatted(taskId, masterKey.id()),
          e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String taskId) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, masterKey.key(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(taskId.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
