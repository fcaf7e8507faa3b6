package io.millrace.worker.ddl;

import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.schema.Collations.Collation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Columns as information_schema describes them: nullable, not generated. */
final class Columns {
  private static final Map<String, Integer> DIGITS =
      Map.of("tinyint", 3, "smallint", 5, "mediumint", 7, "int", 10, "bigint", 19);
  private static final Map<String, Integer> SIGNED_WIDTHS =
      Map.of("tinyint", 4, "smallint", 6, "mediumint", 9, "int", 11, "bigint", 20);
  private static final Map<String, Integer> UNSIGNED_WIDTHS =
      Map.of("tinyint", 3, "smallint", 5, "mediumint", 8, "int", 10, "bigint", 20);

  private Columns() {}

  /** The four sizes of TEXT and BLOB. */
  enum Large {
    TINY("tiny", 255L),
    PLAIN("", 65_535L),
    MEDIUM("medium", 16_777_215L),
    LONG("long", 4_294_967_295L);

    private final String prefix;
    private final long maxBytes;

    Large(String prefix, long maxBytes) {
      this.prefix = prefix;
      this.maxBytes = maxBytes;
    }

    /** The smallest that holds so many bytes; 0: nothing was said. */
    static Large forBytes(long bytes) {
      if (bytes == 0) {
        return PLAIN;
      }
      for (Large size : values()) {
        if (bytes <= size.maxBytes) {
          return size;
        }
      }
      return LONG;
    }
  }

  static ColumnDefinition integer(
      String name,
      String dataType,
      long width,
      boolean unsigned,
      boolean zerofill,
      SourceRules rules) {
    boolean flag = dataType.equals("tinyint") && width == 1 && !unsigned;
    long standard = (unsigned ? UNSIGNED_WIDTHS : SIGNED_WIDTHS).get(dataType);
    boolean printed = flag || zerofill || rules.printsWidths();
    String type = dataType + (printed ? "(" + (width == 0 ? standard : width) + ")" : "");
    int digits = DIGITS.get(dataType) + (unsigned && dataType.equals("bigint") ? 1 : 0);
    return number(name, dataType, type, unsigned, zerofill, digits, 0);
  }

  static ColumnDefinition decimal(
      String name, int precision, int scale, boolean unsigned, boolean zerofill) {
    String type = "decimal(" + precision + "," + scale + ")";
    return number(name, "decimal", type, unsigned, zerofill, precision, scale);
  }

  static ColumnDefinition real(
      String name, String dataType, long[] digits, boolean unsigned, boolean zerofill) {
    boolean said = digits.length == 2;
    String type = dataType + (said ? "(" + digits[0] + "," + digits[1] + ")" : "");
    int standard = dataType.equals("float") ? 12 : 22;
    int precision = said ? (int) digits[0] : standard;
    int scale = said ? (int) digits[1] : 0;
    return number(name, dataType, type, unsigned, zerofill, precision, scale);
  }

  private static ColumnDefinition number(
      String name,
      String dataType,
      String type,
      boolean unsigned,
      boolean zerofill,
      int precision,
      int scale) {
    String printed = type + (unsigned ? " unsigned" : "") + (zerofill ? " zerofill" : "");
    return column(name, dataType, printed, unsigned, 0, precision, scale, 0, null, List.of());
  }

  static ColumnDefinition bits(String name, long bits) {
    String type = "bit(" + bits + ")";
    return column(name, "bit", type, false, bits, 0, 0, 0, null, List.of());
  }

  static ColumnDefinition plain(String name, String dataType, String columnType) {
    return column(name, dataType, columnType, false, 0, 0, 0, 0, null, List.of());
  }

  static ColumnDefinition vector(String name, long entries) {
    return column(
        name, "vector", "vector(" + entries + ")", false, entries * 4, 0, 0, 0, null, List.of());
  }

  static ColumnDefinition moment(String name, String dataType, int fraction) {
    String type = dataType + (fraction == 0 ? "" : "(" + fraction + ")");
    return column(name, dataType, type, false, 0, 0, 0, fraction, null, List.of());
  }

  static ColumnDefinition binary(String name, String dataType, long bytes) {
    String type = dataType + "(" + bytes + ")";
    return column(name, dataType, type, false, bytes, 0, 0, 0, null, List.of());
  }

  /** CHAR or VARCHAR; of the character set {@code binary} they are BINARY and VARBINARY. */
  static ColumnDefinition text(String name, String dataType, long characters, Collation collation) {
    if (collation.charset().equals("binary")) {
      return binary(name, dataType.replace("char", "binary"), characters);
    }
    String type = dataType + "(" + characters + ")";
    return column(name, dataType, type, false, characters, 0, 0, 0, collation, List.of());
  }

  /** A TEXT; of the character set {@code binary} it is a BLOB. */
  static ColumnDefinition large(String name, Large size, Collation collation) {
    boolean binary = collation.charset().equals("binary");
    String type = size.prefix + (binary ? "blob" : "text");
    Collation said = binary ? null : collation;
    return column(name, type, type, false, size.maxBytes, 0, 0, 0, said, List.of());
  }

  static ColumnDefinition labelled(
      String name, String dataType, List<String> labels, Collation collation) {
    String type =
        labels.stream().map(Columns::quoted).collect(Collectors.joining(",", dataType + "(", ")"));
    Collation said = collation.charset().equals("binary") ? null : collation;
    return column(name, dataType, type, false, width(dataType, labels), 0, 0, 0, said, labels);
  }

  private static long width(String dataType, List<String> labels) {
    long[] lengths = labels.stream().mapToLong(l -> l.codePointCount(0, l.length())).toArray();
    long longest = 0;
    long sum = lengths.length - 1L;
    for (long length : lengths) {
      longest = Math.max(longest, length);
      sum += length;
    }
    return dataType.equals("enum") ? longest : sum;
  }

  /** As the server prints a label in COLUMN_TYPE. */
  private static String quoted(String label) {
    String escaped =
        label
            .replace("\\", "\\\\")
            .replace("\0", "\\0")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("'", "''");
    return "'" + escaped + "'";
  }

  static ColumnDefinition with(
      ColumnDefinition c, String name, boolean nullable, boolean generated) {
    return new ColumnDefinition(
        name,
        c.dataType(),
        c.columnType(),
        c.unsigned(),
        c.length(),
        c.precision(),
        c.scale(),
        c.fractionDigits(),
        c.charset(),
        c.collation(),
        c.padSpace(),
        nullable,
        generated,
        c.labels());
  }

  private static ColumnDefinition column(
      String name,
      String dataType,
      String columnType,
      boolean unsigned,
      long length,
      int precision,
      int scale,
      int fraction,
      Collation collation,
      List<String> labels) {
    return new ColumnDefinition(
        name,
        dataType,
        columnType,
        unsigned,
        length,
        precision,
        scale,
        fraction,
        collation == null ? null : collation.charset(),
        collation == null ? null : collation.name(),
        collation != null && collation.padSpace(),
        true,
        false,
        labels);
  }
}
