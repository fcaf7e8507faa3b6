package io.millrace.worker.ddl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements of {@code ddl-oracle.sql}: groups behind {@code ####}, each ended by {@code ;;}.
 */
final class OracleScript {
  private OracleScript() {}

  static Map<String, List<String>> groups() throws IOException {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String group : text().split("(?m)^#### ")) {
      if (!group.isBlank()) {
        int end = group.indexOf('\n');
        List<String> statements = new ArrayList<>();
        for (String statement : group.substring(end + 1).split("(?m);;$\\n?")) {
          statements.add(statement);
        }
        groups.put(group.substring(0, end), statements);
      }
    }
    return groups;
  }

  private static String text() throws IOException {
    try (InputStream script = OracleScript.class.getResourceAsStream("/ddl-oracle.sql")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
