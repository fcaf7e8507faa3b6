package io.millrace.common.process;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The command line of a coordinator or a worker.
 *
 * @param file settings of {@code --config FILE}
 * @param commandLine settings of {@code --set key=value}
 * @param exitOnStdinClose {@code --exit-on-stdin-close}: ends when its standard input ends, so that
 *     a process that started it never leaves it behind
 */
public record ProcessArguments(
    Map<String, String> file, Map<String, String> commandLine, boolean exitOnStdinClose) {

  /**
   * @throws MillraceException SETTINGS naming every argument that cannot be read
   */
  public static ProcessArguments parse(String[] args) {
    Map<String, String> file = new HashMap<>();
    Map<String, String> commandLine = new HashMap<>();
    boolean exitOnStdinClose = false;
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--exit-on-stdin-close" -> exitOnStdinClose = true;
        case "--config" -> {
          file.putAll(read(value, problems));
          i++;
        }
        case "--set" -> {
          int equals = value.indexOf('=');
          if (equals < 1) {
            problems.add("--set takes key=value, got '" + value + "'");
          } else {
            commandLine.put(value.substring(0, equals), value.substring(equals + 1));
          }
          i++;
        }
        default -> problems.add("unknown argument '" + args[i] + "'");
      }
    }
    if (!problems.isEmpty()) {
      throw new MillraceException(ErrorCode.SETTINGS, String.join("; ", problems));
    }
    return new ProcessArguments(file, commandLine, exitOnStdinClose);
  }

  private static Map<String, String> read(String name, List<String> problems) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("--config: tried to read '" + name + "': " + e);
    }
    Map<String, String> found = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> found.put(key, properties.getProperty(key)));
    return found;
  }

  /** The settings of this process, by file, environment and command line. */
  public Settings settings(Map<String, String> environment, Setting... required) {
    return Settings.load(file, environment, commandLine, required);
  }
}
