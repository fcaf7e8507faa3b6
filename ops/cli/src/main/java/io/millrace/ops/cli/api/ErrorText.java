package io.millrace.ops.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** An error {code, kind, message, remedy, details} as a person reads it. */
public final class ErrorText {

  private ErrorText() {}

  /** The error of an answer with this status. */
  static String of(int status, JsonNode body) {
    if (body == null || !body.path("message").isTextual()) {
      return "The coordinator answered with HTTP status " + status + " and no reason.";
    }
    return of(body);
  }

  /** Message and code; the remedy and each detail on a line of its own. */
  public static String of(JsonNode error) {
    StringBuilder text = new StringBuilder(error.path("message").asText());
    String code = error.path("code").asText("");
    if (!code.isEmpty()) {
      text.append(" [").append(code).append(']');
    }
    error
        .path("details")
        .properties()
        .forEach(
            detail ->
                text.append("\n  ")
                    .append(detail.getKey())
                    .append(": ")
                    .append(
                        detail.getValue().isTextual()
                            ? detail.getValue().asText()
                            : detail.getValue()));
    String remedy = error.path("remedy").asText("");
    if (!remedy.isEmpty() && !remedy.equals("null")) {
      text.append("\n  remedy: ").append(remedy);
    }
    return text.toString();
  }
}
