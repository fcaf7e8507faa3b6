package io.millrace.common.settings;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One reading of the three sources; collects every problem before it gives up. */
final class SettingsLoader {
  /** Variables of Millrace's tools that are no settings of a process. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          "MILLRACE_CACHE",
          "MILLRACE_SERVERS",
          "MILLRACE_MVN",
          "MILLRACE_TOKEN",
          "MILLRACE_URL",
          "MILLRACE_JAVA_OPTS",
          "MILLRACE_DEMO_MYSQL_PASSWORD");

  private final Map<Setting, Object> values = new EnumMap<>(Setting.class);
  private final List<String> problems = new ArrayList<>();
  private final Set<String> unknownVariables = new TreeSet<>();

  Settings load(
      Map<String, String> file,
      Map<String, String> environment,
      Map<String, String> commandLine,
      List<Setting> required) {
    for (Setting setting : Setting.values()) {
      setting.defaultText().ifPresent(text -> values.put(setting, setting.type().read(text)));
    }
    readKeys(file, "in the file");
    readEnvironment(environment);
    readKeys(commandLine, "on the command line");
    for (Setting setting : required) {
      if (!values.containsKey(setting)) {
        problems.add(
            "%s is required: %s, in the file, as the variable %s or by --set"
                .formatted(setting.key(), setting.type().expected(), setting.variable()));
      }
    }
    if (!problems.isEmpty()) {
      throw new MillraceException(
          ErrorCode.SETTINGS, "cannot start with these settings: " + String.join("; ", problems));
    }
    return new Settings(values, warnings());
  }

  private void readKeys(Map<String, String> texts, String where) {
    new TreeMap<>(texts)
        .forEach(
            (key, text) -> {
              Optional<Setting> setting = Setting.ofKey(key);
              if (setting.isEmpty()) {
                problems.add("%s %s is no setting".formatted(key, where));
              } else {
                read(setting.get(), text, key + " " + where);
              }
            });
  }

  private void readEnvironment(Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (!name.startsWith("MILLRACE_") || OTHER_VARIABLES.contains(name)) {
                return;
              }
              Optional<Setting> setting = Setting.ofVariable(name);
              if (setting.isEmpty() || fromKubernetes(setting.get(), text)) {
                unknownVariables.add(name);
              } else {
                read(setting.get(), text, "the variable " + name);
              }
            });
  }

  /**
   * Kubernetes gives every pod a variable NAME_PORT=tcp://10.0.0.1:80 for each service; a service
   * named millrace-http would hit the name of a setting.
   */
  private static boolean fromKubernetes(Setting setting, String text) {
    return setting.type() == SettingType.PORT && text.matches("(tcp|udp|sctp)://.*");
  }

  private void read(Setting setting, String text, String where) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return;
    }
    try {
      values.put(setting, setting.type().read(stripped));
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(
          "%s is %s, expected %s"
              .formatted(
                  where,
                  setting.type().isSecret() ? "not well formed" : "'" + stripped + "'",
                  setting.type().expected()));
    }
  }

  private List<String> warnings() {
    return unknownVariables.isEmpty()
        ? List.of()
        : List.of(
            "variables that are no settings of Millrace are ignored: "
                + String.join(", ", unknownVariables));
  }
}
