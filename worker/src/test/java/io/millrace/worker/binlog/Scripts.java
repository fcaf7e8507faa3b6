package io.millrace.worker.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The golden scripts: statements that end with a semicolon at the end of a line. */
final class Scripts {
  private static final Pattern CHANGE =
      Pattern.compile(
          "(?:INSERT INTO|UPDATE|DELETE FROM) (?:`((?:[^`]|``)+)`|(\\w+)).*", Pattern.DOTALL);

  private Scripts() {}

  static List<String> read(String name) {
    try (InputStream file = Scripts.class.getResourceAsStream("/both-paths/" + name)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.replaceAll("(?m)^--.*$", "").split(";\\n"))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table that a statement changes rows of. */
  static Optional<String> changed(String statement) {
    Matcher change = CHANGE.matcher(statement);
    if (!change.matches()) {
      return Optional.empty();
    }
    String quoted = change.group(1);
    return Optional.of(quoted == null ? change.group(2) : quoted.replace("``", "`"));
  }

  static String verb(String statement) {
    return statement.substring(0, statement.indexOf(' ')).toUpperCase(Locale.ROOT);
  }
}
