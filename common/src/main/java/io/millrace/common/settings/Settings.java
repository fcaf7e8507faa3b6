package io.millrace.common.settings;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one process, checked. Immutable. Asking for one without a value and without a
 * default is a mistake of the program: name it as required when loading, or use {@link #find}.
 */
public final class Settings {
  private final Map<Setting, Object> values;
  private final List<String> warnings;

  Settings(Map<Setting, Object> values, List<String> warnings) {
    this.values = new EnumMap<>(Setting.class);
    this.values.putAll(values);
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the three sources; a later one wins: file, environment, command line. An empty value
   * counts as not given.
   *
   * @param file key to text
   * @param environment all variables of the process; those of Millrace begin with MILLRACE_
   * @param commandLine key to text
   * @param required settings without which this process cannot work
   * @throws io.millrace.common.error.MillraceException SETTINGS, with all problems at once
   */
  public static Settings load(
      Map<String, String> file,
      Map<String, String> environment,
      Map<String, String> commandLine,
      Setting... required) {
    return new SettingsLoader().load(file, environment, commandLine, List.of(required));
  }

  /** Lines to log once at the start: variables that look like settings and are none. */
  public List<String> warnings() {
    return warnings;
  }

  /** For a setting of kind text, secret, name, format or level. */
  public String text(Setting setting) {
    return (String) value(setting);
  }

  /** As {@link #text}, for one that may be left out. */
  public Optional<String> find(Setting setting) {
    return Optional.ofNullable((String) values.get(setting));
  }

  /** For a port or a count. */
  public int number(Setting setting) {
    return (Integer) value(setting);
  }

  public Duration duration(Setting setting) {
    return (Duration) value(setting);
  }

  public long bytes(Setting setting) {
    return (Long) value(setting);
  }

  /** Each {@code host:port}; empty when not given. */
  @SuppressWarnings("unchecked")
  public List<String> addresses(Setting setting) {
    return (List<String>) values.getOrDefault(setting, List.of());
  }

  private Object value(Setting setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalStateException("the setting %s has no value".formatted(setting.key()));
    }
    return value;
  }

  /** Every setting with a value; secrets as stars. */
  @Override
  public String toString() {
    Map<Setting, Object> shown = new EnumMap<>(values);
    shown.replaceAll((setting, value) -> setting.type().isSecret() ? "***" : value);
    return shown.toString();
  }
}
