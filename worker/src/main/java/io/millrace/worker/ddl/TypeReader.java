package io.millrace.worker.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.schema.Collations.Collation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * From a type as it is written to a column as information_schema describes it: synonyms resolved,
 * lengths and precisions filled in, character set and collation inherited. Seen on MySQL 8.0.33.
 */
final class TypeReader {
  private final SourceRules rules;
  private final Names names;

  TypeReader(SourceRules rules, Names names) {
    this.rules = rules;
    this.names = names;
  }

  /**
   * @param collate what the column itself says behind COLLATE, null when it says nothing
   * @param table the table's default
   */
  ColumnDefinition read(String name, DataTypeContext type, String collate, Collation table) {
    CharacterSets sets = new CharacterSets(rules.collations(), table);
    int start = type.getStart().getType();
    return switch (start) {
      case MySqlParser.INT_SYMBOL -> integer(name, "int", type);
      case MySqlParser.TINYINT_SYMBOL -> integer(name, "tinyint", type);
      case MySqlParser.SMALLINT_SYMBOL -> integer(name, "smallint", type);
      case MySqlParser.MEDIUMINT_SYMBOL -> integer(name, "mediumint", type);
      case MySqlParser.BIGINT_SYMBOL -> integer(name, "bigint", type);
      case MySqlParser.SERIAL_SYMBOL -> Columns.integer(name, "bigint", 0, true, false, rules);
      case MySqlParser.BOOL_SYMBOL, MySqlParser.BOOLEAN_SYMBOL ->
          Columns.integer(name, "tinyint", 1, false, false, rules);
      case MySqlParser.REAL_SYMBOL ->
          real(name, rules.realAsFloat() ? "float" : "double", numbers(type.precision()), type);
      case MySqlParser.DOUBLE_SYMBOL -> real(name, "double", numbers(type.precision()), type);
      case MySqlParser.FLOAT_SYMBOL -> floating(name, type);
      case MySqlParser.DECIMAL_SYMBOL, MySqlParser.NUMERIC_SYMBOL, MySqlParser.FIXED_SYMBOL ->
          decimal(name, type);
      case MySqlParser.BIT_SYMBOL -> Columns.bits(name, lengthOr(type, 1));
      case MySqlParser.YEAR_SYMBOL -> year(name, type);
      case MySqlParser.DATE_SYMBOL -> Columns.plain(name, "date", "date");
      case MySqlParser.TIME_SYMBOL -> Columns.moment(name, "time", fraction(type));
      case MySqlParser.TIMESTAMP_SYMBOL -> Columns.moment(name, "timestamp", fraction(type));
      case MySqlParser.DATETIME_SYMBOL -> Columns.moment(name, "datetime", fraction(type));
      case MySqlParser.JSON_SYMBOL ->
          rules.isMariaDb()
              ? Columns.large(name, Columns.Large.LONG, sets.named("utf8mb4", true, null))
              : Columns.plain(name, "json", "json");
      case MySqlParser.VECTOR_SYMBOL -> Columns.vector(name, lengthOr(type, 2048));
      case MySqlParser.GEOMETRY_SYMBOL,
          MySqlParser.POINT_SYMBOL,
          MySqlParser.LINESTRING_SYMBOL,
          MySqlParser.POLYGON_SYMBOL,
          MySqlParser.MULTIPOINT_SYMBOL,
          MySqlParser.MULTILINESTRING_SYMBOL,
          MySqlParser.MULTIPOLYGON_SYMBOL,
          MySqlParser.GEOMETRYCOLLECTION_SYMBOL ->
          spatial(name, type);
      case MySqlParser.BINARY_SYMBOL -> Columns.binary(name, "binary", lengthOr(type, 1));
      case MySqlParser.VARBINARY_SYMBOL -> Columns.binary(name, "varbinary", lengthOr(type, 1));
      case MySqlParser.ENUM_SYMBOL -> labelled(name, "enum", type, collate, sets);
      case MySqlParser.SET_SYMBOL -> labelled(name, "set", type, collate, sets);
      default -> characters(name, type, collate, sets);
    };
  }

  private ColumnDefinition characters(
      String name, DataTypeContext type, String collate, CharacterSets sets) {
    int start = type.getStart().getType();
    boolean national =
        start == MySqlParser.NATIONAL_SYMBOL
            || start == MySqlParser.NCHAR_SYMBOL
            || start == MySqlParser.NVARCHAR_SYMBOL;
    Collation collation =
        national
            ? sets.named("utf8mb3", type.BINARY_SYMBOL() != null, collate)
            : sets.of(type.charsetWithOptBinary(), collate);
    return switch (start) {
      case MySqlParser.CHAR_SYMBOL, MySqlParser.NATIONAL_SYMBOL, MySqlParser.NCHAR_SYMBOL -> {
        boolean varying =
            type.VARYING_SYMBOL() != null
                || type.VARCHAR_SYMBOL() != null
                || (national && type.nchar() == null);
        yield Columns.text(name, varying ? "varchar" : "char", lengthOr(type, 1), collation);
      }
      case MySqlParser.VARCHAR_SYMBOL, MySqlParser.NVARCHAR_SYMBOL ->
          Columns.text(name, "varchar", lengthOr(type, 1), collation);
      case MySqlParser.TINYTEXT_SYMBOL -> Columns.large(name, Columns.Large.TINY, collation);
      case MySqlParser.MEDIUMTEXT_SYMBOL -> Columns.large(name, Columns.Large.MEDIUM, collation);
      case MySqlParser.LONGTEXT_SYMBOL -> Columns.large(name, Columns.Large.LONG, collation);
      case MySqlParser.TEXT_SYMBOL ->
          Columns.large(
              name,
              Columns.Large.forBytes(
                  lengthOr(type, 0) * rules.collations().maxBytesOf(collation.charset())),
              collation);
      case MySqlParser.LONG_SYMBOL ->
          Columns.large(
              name,
              Columns.Large.MEDIUM,
              type.VARBINARY_SYMBOL() == null ? collation : sets.binary());
      case MySqlParser.TINYBLOB_SYMBOL -> Columns.large(name, Columns.Large.TINY, sets.binary());
      case MySqlParser.BLOB_SYMBOL ->
          Columns.large(name, Columns.Large.forBytes(lengthOr(type, 0)), sets.binary());
      case MySqlParser.MEDIUMBLOB_SYMBOL ->
          Columns.large(name, Columns.Large.MEDIUM, sets.binary());
      case MySqlParser.LONGBLOB_SYMBOL -> Columns.large(name, Columns.Large.LONG, sets.binary());
      default -> throw new UnreadableDdlException("unknown type " + type.getText());
    };
  }

  private ColumnDefinition integer(String name, String dataType, DataTypeContext type) {
    return Columns.integer(
        name, dataType, lengthOr(type, 0), unsigned(type), zerofill(type), rules);
  }

  /** MariaDB keeps YEAR(2); MySQL has made YEAR(4) of it since 5.6.6. */
  private ColumnDefinition year(String name, DataTypeContext type) {
    if (rules.isMariaDb() && lengthOr(type, 4) == 2) {
      return Columns.plain(name, "year", "year(2)");
    }
    return Columns.plain(name, "year", rules.printsWidths() ? "year(4)" : "year");
  }

  private ColumnDefinition floating(String name, DataTypeContext type) {
    long[] digits = floatDigits(type);
    boolean twice = digits.length == 1 && digits[0] > 24;
    return real(name, twice ? "double" : "float", digits.length == 2 ? digits : new long[0], type);
  }

  private ColumnDefinition real(String name, String dataType, long[] digits, DataTypeContext type) {
    return Columns.real(name, dataType, digits, unsigned(type), zerofill(type));
  }

  private ColumnDefinition decimal(String name, DataTypeContext type) {
    long[] digits = floatDigits(type);
    return Columns.decimal(
        name,
        digits.length == 0 || digits[0] == 0 ? 10 : (int) digits[0],
        digits.length < 2 ? 0 : (int) digits[1],
        unsigned(type),
        zerofill(type));
  }

  private ColumnDefinition spatial(String name, DataTypeContext type) {
    Map<String, String> printed = Map.of("geometrycollection", "geomcollection");
    String written = type.getText().toLowerCase(Locale.ROOT);
    boolean renamed = rules.serverVersion() >= 80011;
    String dataType = renamed ? printed.getOrDefault(written, written) : written;
    return Columns.plain(name, dataType, dataType);
  }

  private ColumnDefinition labelled(
      String name, String dataType, DataTypeContext type, String collate, CharacterSets sets) {
    Collation collation = sets.of(type.charsetWithOptBinary(), collate);
    List<String> labels =
        type.stringList().textString().stream()
            .map(names::text)
            .map(label -> collation.charset().equals("binary") ? label : withoutEndSpaces(label))
            .toList();
    return Columns.labelled(name, dataType, labels, collation);
  }

  private static String withoutEndSpaces(String label) {
    int end = label.length();
    while (end > 0 && label.charAt(end - 1) == ' ') {
      end--;
    }
    return label.substring(0, end);
  }

  private static boolean zerofill(DataTypeContext type) {
    return type.fieldOptions() != null && !type.fieldOptions().ZEROFILL_SYMBOL().isEmpty();
  }

  private static boolean unsigned(DataTypeContext type) {
    return zerofill(type)
        || (type.fieldOptions() != null && !type.fieldOptions().UNSIGNED_SYMBOL().isEmpty());
  }

  private static int fraction(DataTypeContext type) {
    return type.typeDatetimePrecision() == null
        ? 0
        : Integer.parseInt(type.typeDatetimePrecision().INT_NUMBER().getText());
  }

  private static long lengthOr(DataTypeContext type, long otherwise) {
    return type.fieldLength() == null ? otherwise : length(type.fieldLength());
  }

  private static long length(MySqlParser.FieldLengthContext length) {
    return Long.parseLong(length.getText().replaceAll("[()]", ""));
  }

  private static long[] floatDigits(DataTypeContext type) {
    if (type.floatOptions() == null) {
      return new long[0];
    }
    return type.floatOptions().fieldLength() == null
        ? numbers(type.floatOptions().precision())
        : new long[] {length(type.floatOptions().fieldLength())};
  }

  private static long[] numbers(MySqlParser.PrecisionContext precision) {
    return precision == null
        ? new long[0]
        : precision.INT_NUMBER().stream()
            .map(TerminalNode::getText)
            .mapToLong(Long::parseLong)
            .toArray();
  }
}
