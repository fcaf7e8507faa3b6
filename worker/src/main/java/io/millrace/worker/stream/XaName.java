package io.millrace.worker.stream;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of an XA transaction in a statement of the binlog: {@code X'6162',X'',1}. Pure. */
final class XaName {
  private static final Pattern NAME =
      Pattern.compile(
          "XA\\s+\\w+\\s+(X'[0-9A-F]*'\\s*,\\s*X'[0-9A-F]*'\\s*,\\s*\\d+)",
          Pattern.CASE_INSENSITIVE);

  private XaName() {}

  /** The name in one spelling; the rest of the statement itself when it has another form. */
  static String of(String statement) {
    Matcher found = NAME.matcher(statement);
    return found.find()
        ? found.group(1).replaceAll("\\s", "").toLowerCase(Locale.ROOT)
        : statement.replaceFirst("(?i)^XA\\s+\\w+\\s+", "").strip();
  }
}
