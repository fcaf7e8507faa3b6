package io.millrace.common.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a setting's text may look like, and the value it stands for. Pure. */
public enum SettingType {
  TEXT("text", false, text -> text),
  SECRET("secret text", true, text -> text),
  /** Prefixes Kafka topics and ids, so only what is legal there; 60 leaves room for the rest. */
  NAME("1 to 60 of a-z A-Z 0-9 _ -", false, text -> matching(text, "[A-Za-z0-9_-]{1,60}")),
  MASTER_KEY("base64 of 32 bytes", true, SettingType::masterKey),
  PORT("port, 0 to 65535", false, text -> within(text, 0, 65_535)),
  COUNT("whole number from 1", false, text -> within(text, 1, Integer.MAX_VALUE)),
  DURATION("duration such as 500ms, 10s, 5m", false, SettingType::duration),
  /** The grid counts its silence in whole seconds, after heartbeats of one second. */
  LEASE("duration from 3s, such as 10s, 1m", false, SettingType::lease),
  BYTES("size such as 1000, 64KiB, 32MiB, 1GiB", false, SettingType::bytes),
  ADDRESSES("host:port, comma-separated", false, SettingType::addresses),
  LOG_FORMAT("text or json", false, text -> matching(text, "text|json")),
  LOG_LEVEL(
      "error, warn, info, debug or trace",
      false,
      text -> matching(text.toLowerCase(Locale.ROOT), "error|warn|info|debug|trace"));

  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
  private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9}) ?(ms|s|m|h)");
  private static final Pattern BYTES_TEXT = Pattern.compile("(\\d{1,15}) ?(|B|KiB|MiB|GiB)");

  private final String expected;
  private final boolean secret;
  private final Function<String, Object> reader;

  SettingType(String expected, boolean secret, Function<String, Object> reader) {
    this.expected = expected;
    this.secret = secret;
    this.reader = reader;
  }

  /** The form a person has to write it in. */
  public String expected() {
    return expected;
  }

  public boolean isSecret() {
    return secret;
  }

  /**
   * The value that {@code text} stands for.
   *
   * @throws IllegalArgumentException when it is not of this form
   */
  Object read(String text) {
    return reader.apply(text);
  }

  private static String matching(String text, String pattern) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("does not match");
    }
    return text;
  }

  private static Integer within(String text, int from, int to) {
    int number = Integer.parseInt(text);
    if (number < from || number > to) {
      throw new IllegalArgumentException("out of range");
    }
    return number;
  }

  private static Duration duration(String text) {
    Matcher matcher = matcher(DURATION_TEXT, text);
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    if (duration.isZero()) {
      throw new IllegalArgumentException("zero");
    }
    return duration;
  }

  private static Duration lease(String text) {
    Duration lease = duration(text);
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("too short");
    }
    return lease;
  }

  private static Long bytes(String text) {
    Matcher matcher = matcher(BYTES_TEXT, text);
    int shift =
        switch (matcher.group(2)) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    if (bytes == 0) {
      throw new IllegalArgumentException("zero");
    }
    return bytes;
  }

  private static Matcher matcher(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("does not match");
    }
    return matcher;
  }

  private static List<String> addresses(String text) {
    List<String> addresses = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    for (String address : addresses) {
      int colon = address.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("no port");
      }
      within(address.substring(colon + 1), 1, 65_535);
    }
    return addresses;
  }

  private static String masterKey(String text) {
    if (Base64.getDecoder().decode(text).length != 32) {
      throw new IllegalArgumentException("not 32 bytes");
    }
    return text;
  }
}
