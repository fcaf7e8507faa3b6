package io.millrace.coordinator.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;

/** The words of the HTTP contract for an enum's constants, as its annotations give them. */
final class Words {
  private Words() {}

  static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(wordOf(type, constant), constant);
    }
    return words;
  }

  private static <E extends Enum<E>> String wordOf(Class<E> type, E constant) {
    try {
      JsonProperty property = type.getField(constant.name()).getAnnotation(JsonProperty.class);
      return property == null ? constant.name() : property.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("every constant is a field", e);
    }
  }
}
