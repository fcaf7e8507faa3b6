package io.millrace.coordinator.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.coordinator.task.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads the fields of one JSON object strictly: what has the wrong type, or was not asked for, is a
 * problem with its path; reading goes on with null. JSON's null counts as absent. Values are never
 * repeated in problems: one may be a password in the wrong place.
 */
final class JsonFields {
  private final JsonNode node;
  private final String path;
  private final List<Problem> problems;
  private final Set<String> known = new HashSet<>();

  JsonFields(JsonNode node, String path, List<Problem> problems) {
    this.node = node;
    this.path = path;
    this.problems = problems;
  }

  /** Whether the field is there; it counts as asked for. */
  boolean has(String name) {
    known.add(name);
    return node.hasNonNull(name);
  }

  String text(String name) {
    return read(name, "a string", node -> node.isTextual() ? node.asText() : null);
  }

  Boolean flag(String name) {
    return read(name, "true or false", node -> node.isBoolean() ? node.asBoolean() : null);
  }

  Integer number(String name) {
    return read(
        name,
        "a whole number",
        node -> node.isIntegralNumber() && node.canConvertToInt() ? node.asInt() : null);
  }

  Long bigNumber(String name) {
    return read(
        name,
        "a whole number",
        node -> node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : null);
  }

  /** One of the words that stand for a value. */
  <T> T word(String name, Map<String, T> words) {
    return read(
        name,
        "one of " + String.join(", ", words.keySet()),
        node -> node.isTextual() ? words.get(node.asText()) : null);
  }

  List<String> texts(String name) {
    return list(
        name,
        "a list of strings",
        (element, elementPath) -> {
          if (!element.isTextual()) {
            problems.add(new Problem(elementPath, "must be a string"));
            return null;
          }
          return element.asText();
        });
  }

  /** A list of objects, each read by {@code reader}. */
  <T> List<T> objects(String name, Function<JsonFields, T> reader) {
    return list(
        name,
        "a list of objects",
        (element, elementPath) -> readObject(element, elementPath, problems, reader));
  }

  /** Elements that could not be read are left out; each is a problem. */
  private <T> List<T> list(String name, String expected, BiFunction<JsonNode, String, T> reader) {
    JsonNode array = read(name, expected, node -> node.isArray() ? node : null);
    if (array == null) {
      return null;
    }
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      T element = reader.apply(array.get(i), "%s[%d]".formatted(pathOf(name), i));
      if (element != null) {
        elements.add(element);
      }
    }
    return elements;
  }

  /** An object whose fields are all strings. */
  Map<String, String> textMap(String name) {
    JsonNode object = read(name, "an object of strings", node -> node.isObject() ? node : null);
    if (object == null) {
      return null;
    }
    Map<String, String> map = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isTextual()) {
                map.put(field.getKey(), field.getValue().asText());
              } else {
                problems.add(new Problem(pathOf(name) + "." + field.getKey(), "must be a string"));
              }
            });
    return map;
  }

  /** An object, read by {@code reader}; null when it is absent or no object. */
  <T> T object(String name, Function<JsonFields, T> reader) {
    JsonNode object = read(name, "an object", node -> node.isObject() ? node : null);
    return object == null ? null : readObject(object, pathOf(name), problems, reader);
  }

  /** Reads {@code node}, and finds fault with every field that {@code reader} did not ask for. */
  static <T> T readObject(
      JsonNode node, String path, List<Problem> problems, Function<JsonFields, T> reader) {
    if (!node.isObject()) {
      problems.add(new Problem(path.isEmpty() ? "body" : path, "must be an object"));
      return null;
    }
    JsonFields fields = new JsonFields(node, path, problems);
    T value = reader.apply(fields);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!fields.known.contains(name)) {
                problems.add(new Problem(fields.pathOf(name), "is not a field here"));
              }
            });
    return value;
  }

  private <T> T read(String name, String expected, Function<JsonNode, T> reader) {
    known.add(name);
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    T read = reader.apply(value);
    if (read == null) {
      problems.add(new Problem(pathOf(name), "must be " + expected));
    }
    return read;
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
