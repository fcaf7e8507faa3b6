package io.millrace.ops.demo.verify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.List;

/** 128 bits that stand for a row, or for its key. */
record RowHash(long high, long low) {

  static RowHash of(String... columns) {
    MessageDigest digest = digest();
    for (String column : columns) {
      add(digest, column);
    }
    return of(digest.digest());
  }

  static RowHash ofColumns(String[] row, List<Integer> columns) {
    MessageDigest digest = digest();
    for (int column : columns) {
      add(digest, row[column]);
    }
    return of(digest.digest());
  }

  /** Of some columns, which {@code row} must have. */
  static RowHash ofColumns(String[] row, BitSet columns) {
    MessageDigest digest = digest();
    for (int column = columns.nextSetBit(0); column >= 0; column = columns.nextSetBit(column + 1)) {
      add(digest, row[column]);
    }
    return of(digest.digest());
  }

  /** 64 bits of this and 64 of {@code second}, to compare apart. */
  RowHash paired(RowHash second) {
    return new RowHash(high, second.high);
  }

  private static void add(MessageDigest digest, String column) {
    String text = column == null ? Canonical.ABSENT : column;
    int length = text.length();
    digest.update((byte) (length >>> 24));
    digest.update((byte) (length >>> 16));
    digest.update((byte) (length >>> 8));
    digest.update((byte) length);
    digest.update(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static RowHash of(byte[] bytes) {
    return new RowHash(number(bytes, 0), number(bytes, 8));
  }

  private static long number(byte[] bytes, int from) {
    long number = 0;
    for (int i = from; i < from + 8; i++) {
      number = (number << 8) | (bytes[i] & 0xff);
    }
    return number;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }
}
