package io.millrace.ops.demo.verify;

import static java.util.Locale.ROOT;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;

/**
 * A DDL record.
 *
 * @param effect what it means for the rows before it
 * @param table the table that it names first, without database; empty when it names none
 * @param generation the generation that begins here; 0 when none does
 */
record Ddl(Effect effect, String table, int generation) {
  private static final String GENERATION_TAG = "millrace_generation";
  private static final String NAME = "(?:`(?:[^`]|``)+`|[^\\s`.(,;]+)";
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?is)^(?:(CREATE|DROP|ALTER|RENAME)\\s+TABLE|(TRUNCATE)(?:\\s+TABLE)?)"
              + "(?:\\s+IF\\s+(?:NOT\\s+)?EXISTS)?\\s+(?:"
              + NAME
              + "\\s*\\.\\s*)?("
              + NAME
              + ").*");
  private static final Pattern COMMENT = Pattern.compile("(?s)^\\s*(?:/\\*(?!!).*?\\*/\\s*)*");

  /** What a statement means for the rows that stand before it in its partition. */
  enum Effect {
    /** CREATE TABLE: none may stand before it. */
    CREATES,
    /** TRUNCATE, DROP, a new generation: they are void. */
    VOIDS,
    /** Any other change of the table: they stay. */
    KEEPS
  }

  static Ddl of(GenericRecord record) {
    return of(
        String.valueOf(record.get("afterImages")), generation((Map<?, ?>) record.get("tags")));
  }

  static Ddl of(String sql, int generation) {
    Matcher statement = STATEMENT.matcher(COMMENT.matcher(sql).replaceFirst(""));
    if (!statement.matches()) {
      return new Ddl(generation > 0 ? Effect.VOIDS : Effect.KEEPS, "", generation);
    }
    Effect effect =
        statement.group(2) != null ? Effect.VOIDS : effect(statement.group(1).toUpperCase(ROOT));
    return new Ddl(
        generation > 0 ? Effect.VOIDS : effect, unquoted(statement.group(3)), generation);
  }

  private static Effect effect(String verb) {
    return switch (verb) {
      case "CREATE" -> Effect.CREATES;
      case "DROP" -> Effect.VOIDS;
      default -> Effect.KEEPS;
    };
  }

  private static int generation(Map<?, ?> tags) {
    for (Map.Entry<?, ?> tag : tags.entrySet()) {
      if (tag.getKey().toString().equals(GENERATION_TAG)) {
        return Integer.parseInt(tag.getValue().toString());
      }
    }
    return 0;
  }

  private static String unquoted(String name) {
    return name.startsWith("`") ? name.substring(1, name.length() - 1).replace("``", "`") : name;
  }
}
