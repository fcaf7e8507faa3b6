package io.millrace.worker.binlog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Character sets by the numbers of their collations. */
final class CollationNumbers {
  /** As information_schema.COLLATIONS has them, up to MySQL 9.7 and MariaDB 11.4. */
  private static final String NUMBERS =
      """
      armscii8 32 64
      ascii 11 65
      big5 1 84
      binary 63
      cp1250 26 34 44 66 99
      cp1251 14 23 50-52
      cp1256 57 67
      cp1257 29 58 59
      cp850 4 80
      cp852 40 81
      cp866 36 68
      cp932 95 96
      dec8 3 69
      eucjpms 97 98
      euckr 19 85
      gb18030 248-250
      gb2312 24 86
      gbk 28 87
      geostd8 92 93
      greek 25 70
      hebrew 16 71
      hp8 6 72
      keybcs2 37 73
      koi8r 7 74
      koi8u 22 75
      latin1 5 8 15 31 47-49 94
      latin2 2 9 21 27 77
      latin5 30 78
      latin7 20 41 42 79
      macce 38 43
      macroman 39 53
      sjis 13 88
      swe7 10 82
      tis620 18 89
      ucs2 35 90 128-151 159 640-642 2560-2815
      ujis 12 91
      utf16 54 55 101-124 672-674 2816-3071
      utf16le 56 62
      utf32 60 61 160-183 736-738 3072-3327
      utf8mb3 33 76 83 192-215 223 576-578 2048-2303
      utf8mb4 45 46 224-247 255-323 608-610 2304-2559
      """;

  /** MySQL manual, "Impermissible Client Character Sets". */
  private static final Set<String> NEVER_A_CLIENTS = Set.of("ucs2", "utf16", "utf16le", "utf32");

  private static final Map<Integer, String> BY_NUMBER = byNumber();

  /** MariaDB's collations that do not pad have the number of the one that does, and this more. */
  private static final int NO_PAD = 1_024;

  private CollationNumbers() {}

  /** The character set; empty for a collation that is not known. */
  static Optional<String> charset(int number) {
    boolean noPad = number >= NO_PAD && number < 2 * NO_PAD;
    return Optional.ofNullable(BY_NUMBER.get(noPad ? number - NO_PAD : number));
  }

  /** The same, empty also for a character set that no client may speak. */
  static Optional<String> clientCharset(int number) {
    return charset(number).filter(name -> !NEVER_A_CLIENTS.contains(name));
  }

  private static Map<Integer, String> byNumber() {
    Map<Integer, String> charsets = new HashMap<>();
    for (String line : NUMBERS.lines().toList()) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        String[] ends = words[i].split("-", -1);
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
          charsets.put(number, words[0]);
        }
      }
    }
    return Map.copyOf(charsets);
  }
}
