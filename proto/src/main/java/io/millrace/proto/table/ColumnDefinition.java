package io.millrace.proto.table;

import java.util.List;
import java.util.Objects;

/**
 * One column as information_schema.COLUMNS describes it.
 *
 * @param name the column's name
 * @param dataType DATA_TYPE in lower case: {@code int}, {@code varchar}, {@code geomcollection}
 * @param columnType COLUMN_TYPE as the server prints it: {@code int unsigned}, {@code
 *     enum('a','b')}
 * @param unsigned whether a number has no sign
 * @param length CHARACTER_MAXIMUM_LENGTH in characters for character types, in bytes for binary
 *     ones, the number of bits for BIT; 0 where it has no meaning
 * @param precision NUMERIC_PRECISION, 0 where it has no meaning
 * @param scale NUMERIC_SCALE, 0 where it has no meaning
 * @param fractionDigits DATETIME_PRECISION: digits of the fraction of a second, 0 to 6
 * @param charset MySQL's name of the character set, null for types without one
 * @param collation null for types without one
 * @param padSpace whether the collation is PAD SPACE; false for types without one
 * @param nullable whether NULL is allowed
 * @param generated whether the value is computed (STORED or VIRTUAL)
 * @param labels labels of ENUM and SET in the order of their definition, else empty
 */
public record ColumnDefinition(
    String name,
    String dataType,
    String columnType,
    boolean unsigned,
    long length,
    int precision,
    int scale,
    int fractionDigits,
    String charset,
    String collation,
    boolean padSpace,
    boolean nullable,
    boolean generated,
    List<String> labels) {
  public ColumnDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dataType, "dataType");
    Objects.requireNonNull(columnType, "columnType");
    labels = List.copyOf(labels);
  }
}
