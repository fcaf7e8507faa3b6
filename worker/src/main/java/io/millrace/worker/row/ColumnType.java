package io.millrace.worker.row;

import static io.millrace.worker.row.SelectForm.COLUMN;
import static io.millrace.worker.row.SelectForm.EXACT_DOUBLE;
import static io.millrace.worker.row.SelectForm.EXACT_DOUBLE_IF_ROUNDED;
import static io.millrace.worker.row.SelectForm.UTF8;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one table of MySQL's column types: a line per type says its number in the record's fields,
 * the width in bytes of an integer, how the column is selected, and what it becomes in an image.
 * The constants' names are information_schema's DATA_TYPE in upper case. A new type is a new line
 * here and a case in the test {@code ColumnTypeGoldenTest}.
 *
 * <p>The numbers are MySQL's own type codes as DTS uses them; 17, 18 and 19 (the temporal types'
 * newer codes) are never written.
 */
public enum ColumnType {
  TINYINT(1, 1, COLUMN, ImageForm.INTEGER),
  SMALLINT(2, 2, COLUMN, ImageForm.INTEGER),
  MEDIUMINT(9, 3, COLUMN, ImageForm.INTEGER),
  INT(3, 4, COLUMN, ImageForm.INTEGER),
  BIGINT(8, 8, COLUMN, ImageForm.INTEGER),
  BIT(16, 0, COLUMN, ImageForm.BITS),
  DECIMAL(246, 0, COLUMN, ImageForm.DECIMAL),
  FLOAT(4, 0, EXACT_DOUBLE, ImageForm.SINGLE),
  DOUBLE(5, 0, EXACT_DOUBLE_IF_ROUNDED, ImageForm.DOUBLE),
  YEAR(13, 0, COLUMN, ImageForm.YEAR),
  DATE(10, 0, COLUMN, ImageForm.DATE),
  TIME(11, 0, COLUMN, ImageForm.TIME),
  DATETIME(12, 0, COLUMN, ImageForm.DATETIME),
  TIMESTAMP(7, 0, COLUMN, ImageForm.TIMESTAMP),
  CHAR(254, 0, COLUMN, ImageForm.CHARACTER),
  VARCHAR(253, 0, COLUMN, ImageForm.CHARACTER),
  BINARY(254, 0, COLUMN, ImageForm.BINARY),
  VARBINARY(253, 0, COLUMN, ImageForm.BINARY),
  TINYBLOB(249, 0, COLUMN, ImageForm.BLOB),
  MEDIUMBLOB(250, 0, COLUMN, ImageForm.BLOB),
  LONGBLOB(251, 0, COLUMN, ImageForm.BLOB),
  BLOB(252, 0, COLUMN, ImageForm.BLOB),
  TINYTEXT(249, 0, COLUMN, ImageForm.TEXT),
  MEDIUMTEXT(250, 0, COLUMN, ImageForm.TEXT),
  LONGTEXT(251, 0, COLUMN, ImageForm.TEXT),
  TEXT(252, 0, COLUMN, ImageForm.TEXT),
  JSON(245, 0, COLUMN, ImageForm.JSON),
  ENUM(247, 0, UTF8, ImageForm.ENUM),
  SET(248, 0, UTF8, ImageForm.SET),
  GEOMETRY(255, 0, COLUMN, ImageForm.GEOMETRY),
  POINT(255, 0, COLUMN, ImageForm.GEOMETRY),
  LINESTRING(255, 0, COLUMN, ImageForm.GEOMETRY),
  POLYGON(255, 0, COLUMN, ImageForm.GEOMETRY),
  MULTIPOINT(255, 0, COLUMN, ImageForm.GEOMETRY),
  MULTILINESTRING(255, 0, COLUMN, ImageForm.GEOMETRY),
  MULTIPOLYGON(255, 0, COLUMN, ImageForm.GEOMETRY),
  GEOMCOLLECTION(255, 0, COLUMN, ImageForm.GEOMETRY),
  GEOMETRYCOLLECTION(255, 0, COLUMN, ImageForm.GEOMETRY),
  /** MySQL 9: little-endian floats. DTS has no type for it: written as a BLOB. */
  VECTOR(252, 0, COLUMN, ImageForm.BLOB);

  private static final Map<String, ColumnType> BY_DATA_TYPE = byDataType();

  private final int dataTypeNumber;
  private final int integerWidth;
  private final SelectForm selectForm;
  private final ImageForm imageForm;

  ColumnType(int dataTypeNumber, int integerWidth, SelectForm selectForm, ImageForm imageForm) {
    this.dataTypeNumber = dataTypeNumber;
    this.integerWidth = integerWidth;
    this.selectForm = selectForm;
    this.imageForm = imageForm;
  }

  /** The type with this DATA_TYPE in lower case; empty for a type this version does not know. */
  static Optional<ColumnType> ofDataType(String dataType) {
    return Optional.ofNullable(BY_DATA_TYPE.get(dataType));
  }

  /** {@code dataTypeNumber} in the record's fields. */
  public int dataTypeNumber() {
    return dataTypeNumber;
  }

  /** Bytes that MySQL stores an integer in; 0 for other types. */
  public int integerWidth() {
    return integerWidth;
  }

  public SelectForm selectForm() {
    return selectForm;
  }

  public ImageForm imageForm() {
    return imageForm;
  }

  private static Map<String, ColumnType> byDataType() {
    Map<String, ColumnType> types = new HashMap<>();
    for (ColumnType type : values()) {
      types.put(type.name().toLowerCase(java.util.Locale.ROOT), type);
    }
    return Map.copyOf(types);
  }
}
