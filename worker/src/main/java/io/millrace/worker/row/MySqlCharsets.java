package io.millrace.worker.row;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;

/** MySQL's character sets by the names that information_schema gives, and Java's beside them. */
public final class MySqlCharsets {
  private static final Map<String, String> JAVA_NAMES =
      Map.ofEntries(
          Map.entry("ascii", "US-ASCII"),
          Map.entry("big5", "Big5"),
          Map.entry("cp1250", "windows-1250"),
          Map.entry("cp1251", "windows-1251"),
          Map.entry("cp1256", "windows-1256"),
          Map.entry("cp1257", "windows-1257"),
          Map.entry("cp850", "IBM850"),
          Map.entry("cp852", "IBM852"),
          Map.entry("cp866", "IBM866"),
          Map.entry("cp932", "windows-31j"),
          Map.entry("eucjpms", "x-eucJP-Open"),
          Map.entry("euckr", "EUC-KR"),
          Map.entry("gb18030", "GB18030"),
          Map.entry("gb2312", "GB2312"),
          Map.entry("gbk", "GBK"),
          Map.entry("greek", "ISO-8859-7"),
          Map.entry("hebrew", "ISO-8859-8"),
          Map.entry("koi8r", "KOI8-R"),
          Map.entry("koi8u", "KOI8-U"),
          Map.entry("latin1", "windows-1252"),
          Map.entry("latin2", "ISO-8859-2"),
          Map.entry("latin5", "ISO-8859-9"),
          Map.entry("latin7", "ISO-8859-13"),
          Map.entry("macce", "x-MacCentralEurope"),
          Map.entry("macroman", "x-MacRoman"),
          Map.entry("sjis", "Shift_JIS"),
          Map.entry("tis620", "TIS-620"),
          Map.entry("ucs2", "UTF-16BE"),
          Map.entry("ujis", "EUC-JP"),
          Map.entry("utf16", "UTF-16BE"),
          Map.entry("utf16le", "UTF-16LE"),
          Map.entry("utf32", "UTF-32BE"),
          Map.entry("utf8", "UTF-8"),
          Map.entry("utf8mb3", "UTF-8"),
          Map.entry("utf8mb4", "UTF-8"));

  private MySqlCharsets() {}

  /**
   * Java's character set for MySQL's. Empty for {@code binary} and for those that Java lacks:
   * armscii8, dec8, geostd8, hp8, keybcs2, swe7.
   */
  public static Optional<Charset> javaCharset(String name) {
    return Optional.ofNullable(name)
        .map(JAVA_NAMES::get)
        .filter(Charset::isSupported)
        .map(Charset::forName);
  }

  /** Whether text of the set is UTF-8. */
  public static boolean isUtf8(String name) {
    return "utf8mb4".equals(name) || "utf8mb3".equals(name) || "utf8".equals(name);
  }

  /** Whether bytes of the set are no characters; information_schema gives null for such columns. */
  public static boolean isBinary(String name) {
    return name == null || name.equals("binary");
  }

  /** The name in a record: {@code utf8} for utf8mb3, which DTS's client does not know. */
  public static String recordName(String name) {
    return "utf8mb3".equals(name) ? "utf8" : name;
  }
}
