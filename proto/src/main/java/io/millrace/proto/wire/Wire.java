package io.millrace.proto.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Writes and reads {@code {"kind": ..., "version": ..., "body": {...}}}. Version n reads n-1 by the
 * defaults of missing fields; a newer version is refused, never guessed at. Safe for any thread.
 */
public final class Wire {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Wire() {}

  /** The bytes of {@code body} in an envelope of this kind and version. */
  public static byte[] write(String kind, int version, Object body) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.put("kind", kind);
    envelope.put("version", version);
    envelope.set("body", JSON.valueToTree(body));
    try {
      return JSON.writeValueAsBytes(envelope);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write a message of kind " + kind, e);
    }
  }

  /**
   * Opens an envelope.
   *
   * @throws UnreadableMessageException when the bytes are not such an envelope
   */
  public static Envelope open(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      if (node == null
          || !node.path("kind").isTextual()
          || !node.path("version").isInt()
          || !node.path("body").isObject()) {
        throw new UnreadableMessageException(
            "not a Millrace message: it lacks its kind, version or body");
      }
      return new Envelope(node.get("kind").asText(), node.get("version").asInt(), node.get("body"));
    } catch (IOException e) {
      throw new UnreadableMessageException("not a Millrace message: " + e.getMessage(), e);
    }
  }

  /** A message whose body is not read yet. */
  public record Envelope(String kind, int version, JsonNode body) {
    /**
     * The body as {@code type}.
     *
     * @param newest the newest version this program knows
     * @throws UnreadableMessageException when the message is newer than that, or of another shape
     */
    public <T> T body(Class<T> type, int newest) {
      if (version > newest) {
        throw new UnreadableMessageException(
            "a message of kind '%s' has version %d, this program reads up to %d: start a newer Millrace"
                .formatted(kind, version, newest));
      }
      try {
        return JSON.treeToValue(body, type);
      } catch (JsonProcessingException e) {
        throw new UnreadableMessageException(
            "a message of kind '%s', version %d cannot be read: %s"
                .formatted(kind, version, e.getOriginalMessage()),
            e);
      }
    }
  }
}
