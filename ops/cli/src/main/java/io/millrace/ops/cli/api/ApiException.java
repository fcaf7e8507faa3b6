package io.millrace.ops.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** The coordinator refused a request; the message is what its error body says, for a person. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status the HTTP status
   * @param body the error body {code, kind, message, remedy, details}; other JSON or null is
   *     tolerated
   */
  public ApiException(int status, JsonNode body) {
    super(ErrorText.of(status, body));
    this.status = status;
    this.code = body == null ? "" : body.path("code").asText("");
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The fixed upper-case word of the error, empty when the answer had none. */
  public String code() {
    return code;
  }
}
