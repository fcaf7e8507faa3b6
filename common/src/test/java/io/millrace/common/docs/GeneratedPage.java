package io.millrace.common.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of docs/ that is made from a table in the code. */
final class GeneratedPage {
  private GeneratedPage() {}

  /** Compares, or writes the page when the property millrace.docs.write is true. */
  static void check(String name, String expected) throws IOException {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", name).normalize();
    if (Boolean.getBoolean("millrace.docs.write")) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, expected);
    }
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as(
            "docs/%s is made from the code; bring it up to date with: mvn -pl common -am test"
                + " -Dtest=GeneratedPagesTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dmillrace.docs.write=true",
            name)
        .isEqualTo(expected);
  }

  /** A cell of a Markdown table. */
  static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
