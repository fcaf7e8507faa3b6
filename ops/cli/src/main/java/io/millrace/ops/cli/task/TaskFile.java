package io.millrace.ops.cli.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.ops.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A task's definition as a person wrote it. */
final class TaskFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TaskFile() {}

  /**
   * The definition in a file.
   *
   * @param name a path, or {@code -} for the stream
   * @throws UsageException when it cannot be read or is no JSON object; the text itself, which may
   *     hold passwords, is not repeated
   */
  static JsonNode read(String name, InputStream standardInput) {
    String called = name.equals("-") ? "Standard input" : "The file " + name;
    try {
      byte[] text =
          name.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(name));
      JsonNode definition = JSON.readTree(text);
      if (definition == null || !definition.isObject()) {
        throw new UsageException(called + " holds no JSON object. README.md shows one.");
      }
      return definition;
    } catch (JsonProcessingException e) {
      throw new UsageException(
          called
              + " is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ".");
    } catch (NoSuchFileException e) {
      throw new UsageException(called + " does not exist.");
    } catch (IOException e) {
      throw new UsageException(called + " cannot be read: " + e);
    }
  }
}
