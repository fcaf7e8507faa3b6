package io.millrace.worker.route;

/** {@code String.hashCode()} of text in UTF-8, without the String. */
final class JavaHash {
  private JavaHash() {}

  /** The same number as {@code new String(utf8, from, length, UTF_8).hashCode()}. */
  static int of(byte[] utf8, int from, int length) {
    int hash = 0;
    int end = from + length;
    int at = from;
    while (at < end) {
      int lead = utf8[at++];
      if (lead >= 0) {
        hash = 31 * hash + lead;
        continue;
      }
      int followers = (lead & 0xe0) == 0xc0 ? 1 : (lead & 0xf0) == 0xe0 ? 2 : 3;
      int codePoint = lead & 0x3f >> followers;
      for (int i = 0; i < followers && at < end; i++) {
        codePoint = codePoint << 6 | (utf8[at++] & 0x3f);
      }
      if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
        hash = 31 * hash + codePoint;
      } else {
        hash = 31 * hash + Character.highSurrogate(codePoint);
        hash = 31 * hash + Character.lowSurrogate(codePoint);
      }
    }
    return hash;
  }
}
