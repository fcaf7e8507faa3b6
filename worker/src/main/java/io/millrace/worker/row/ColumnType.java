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
 * the width in bytes of an integer, how the column is selected, how the binlog brings it, and what
 * it becomes in an image. The constants' names are information_schema's DATA_TYPE in upper case. A
 * new type is a new line here and a case in the test {@code ColumnTypeGoldenTest}.
 *
 * <p>The numbers are MySQL's own type codes as DTS uses them; 17, 18 and 19 (the temporal types'
 * newer codes) are never written.
 */
public enum ColumnType {
  TINYINT(1, 1, COLUMN, BinlogForm.TINY, ImageForm.INTEGER),
  SMALLINT(2, 2, COLUMN, BinlogForm.SHORT, ImageForm.INTEGER),
  MEDIUMINT(9, 3, COLUMN, BinlogForm.INT24, ImageForm.INTEGER),
  INT(3, 4, COLUMN, BinlogForm.LONG, ImageForm.INTEGER),
  BIGINT(8, 8, COLUMN, BinlogForm.LONGLONG, ImageForm.INTEGER),
  BIT(16, 0, COLUMN, BinlogForm.BIT, ImageForm.BITS),
  DECIMAL(246, 0, COLUMN, BinlogForm.PACKED_DECIMAL, ImageForm.DECIMAL),
  FLOAT(4, 0, EXACT_DOUBLE, BinlogForm.FLOAT_BITS, ImageForm.SINGLE),
  DOUBLE(5, 0, EXACT_DOUBLE_IF_ROUNDED, BinlogForm.DOUBLE_BITS, ImageForm.DOUBLE),
  YEAR(13, 0, COLUMN, BinlogForm.YEAR, ImageForm.YEAR),
  DATE(10, 0, COLUMN, BinlogForm.DATE, ImageForm.DATE),
  TIME(11, 0, COLUMN, BinlogForm.TIME, ImageForm.TIME),
  DATETIME(12, 0, COLUMN, BinlogForm.DATETIME, ImageForm.DATETIME),
  TIMESTAMP(7, 0, COLUMN, BinlogForm.TIMESTAMP, ImageForm.TIMESTAMP),
  CHAR(254, 0, COLUMN, BinlogForm.CHAR, ImageForm.CHARACTER),
  VARCHAR(253, 0, COLUMN, BinlogForm.VARCHAR, ImageForm.CHARACTER),
  BINARY(254, 0, COLUMN, BinlogForm.TRIMMED_BINARY, ImageForm.BINARY),
  VARBINARY(253, 0, COLUMN, BinlogForm.VARCHAR, ImageForm.BINARY),
  TINYBLOB(249, 0, COLUMN, BinlogForm.BLOB, ImageForm.BLOB),
  MEDIUMBLOB(250, 0, COLUMN, BinlogForm.BLOB, ImageForm.BLOB),
  LONGBLOB(251, 0, COLUMN, BinlogForm.BLOB, ImageForm.BLOB),
  BLOB(252, 0, COLUMN, BinlogForm.BLOB, ImageForm.BLOB),
  TINYTEXT(249, 0, COLUMN, BinlogForm.BLOB, ImageForm.TEXT),
  MEDIUMTEXT(250, 0, COLUMN, BinlogForm.BLOB, ImageForm.TEXT),
  LONGTEXT(251, 0, COLUMN, BinlogForm.BLOB, ImageForm.TEXT),
  TEXT(252, 0, COLUMN, BinlogForm.BLOB, ImageForm.TEXT),
  JSON(245, 0, COLUMN, BinlogForm.BINARY_JSON, ImageForm.JSON),
  ENUM(247, 0, UTF8, BinlogForm.ENUM_NUMBER, ImageForm.ENUM),
  SET(248, 0, UTF8, BinlogForm.SET_BITS, ImageForm.SET),
  GEOMETRY(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  POINT(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  LINESTRING(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  POLYGON(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  MULTIPOINT(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  MULTILINESTRING(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  MULTIPOLYGON(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  GEOMCOLLECTION(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  GEOMETRYCOLLECTION(255, 0, COLUMN, BinlogForm.GEOMETRY, ImageForm.GEOMETRY),
  /** MySQL 9: little-endian floats. DTS has no type for it: written as a BLOB. */
  VECTOR(252, 0, COLUMN, BinlogForm.VECTOR, ImageForm.BLOB);

  private static final Map<String, ColumnType> BY_DATA_TYPE = byDataType();

  private final int dataTypeNumber;
  private final int integerWidth;
  private final SelectForm selectForm;
  private final BinlogForm binlogForm;
  private final ImageForm imageForm;

  ColumnType(
      int dataTypeNumber,
      int integerWidth,
      SelectForm selectForm,
      BinlogForm binlogForm,
      ImageForm imageForm) {
    this.dataTypeNumber = dataTypeNumber;
    this.integerWidth = integerWidth;
    this.selectForm = selectForm;
    this.binlogForm = binlogForm;
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

  public BinlogForm binlogForm() {
    return binlogForm;
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
