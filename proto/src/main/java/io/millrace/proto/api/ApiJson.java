package io.millrace.proto.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * Writes and reads the API's answers. Reading ignores fields it does not know, so that an older
 * client understands a newer server. Safe for any thread.
 */
public final class ApiJson {
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

  private ApiJson() {}

  public static byte[] write(Object view) {
    try {
      return JSON.writeValueAsBytes(view);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write a " + view.getClass().getSimpleName(), e);
    }
  }

  /**
   * Reads an answer that is no list.
   *
   * @throws IOException when it is not one
   */
  public static <T> T read(byte[] json, Class<T> type) throws IOException {
    return JSON.readValue(json, type);
  }

  /**
   * Reads a list.
   *
   * @throws IOException when it is not one
   */
  public static <T> Page<T> readPage(byte[] json, Class<T> item) throws IOException {
    return JSON.readValue(json, JSON.getTypeFactory().constructParametricType(Page.class, item));
  }
}
