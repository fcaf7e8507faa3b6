package io.millrace.coordinator.api;

import io.millrace.common.error.ErrorCode;
import io.millrace.coordinator.task.Problem;
import io.millrace.coordinator.task.Problems;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads a call's query strictly: unknown or repeated parameters are refused, never ignored. */
final class Query {
  private final MultiMap parameters;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  Query(MultiMap parameters) {
    this.parameters = parameters;
  }

  /** Null when it is not given. */
  String text(String name) {
    return read(name, "text", Function.identity(), null);
  }

  boolean flag(String name) {
    return read(
        name,
        "true or false",
        text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null,
        false);
  }

  int number(String name, int from, int to, int ordinary) {
    return read(
        name,
        "%d to %d".formatted(from, to),
        text -> {
          if (!text.matches("\\d{1,9}")) {
            return null;
          }
          int number = Integer.parseInt(text);
          return number < from || number > to ? null : number;
        },
        ordinary);
  }

  <T> T read(String name, String expected, Function<String, T> reader, T ordinary) {
    known.add(name);
    List<String> texts = parameters.getAll(name);
    if (texts.isEmpty()) {
      return ordinary;
    }
    T value = texts.size() == 1 ? reader.apply(texts.get(0)) : null;
    if (value == null) {
      problems.add(new Problem("?" + name, "must be, once, " + expected));
      return ordinary;
    }
    return value;
  }

  /**
   * Call it last.
   *
   * @throws io.millrace.common.error.MillraceException BAD_REQUEST with every problem
   */
  void check() {
    for (String name : parameters.names()) {
      if (!known.contains(name)) {
        problems.add(new Problem("?" + name, "is not a parameter here"));
      }
    }
    Problems.refuse(ErrorCode.BAD_REQUEST, problems);
  }
}
