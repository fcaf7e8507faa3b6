package io.millrace.ops.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that this program was built as. */
public final class Version implements IVersionProvider {

  /** As in the pom. */
  public static String text() {
    try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("Reading the version from the jar", e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"millrace " + text()};
  }
}
