package io.millrace.worker.row;

/** What kind of value a column's type becomes in a record's image, and a text in a message key. */
public enum ImageForm {
  /** Decimal digits, signed or unsigned. */
  INTEGER,
  /** Raw big-endian bytes of an unsigned number. */
  BITS,
  DECIMAL,
  /** A double that is exactly a FLOAT. */
  SINGLE,
  DOUBLE,
  YEAR,
  DATE,
  TIME,
  DATETIME,
  /** A DATETIME's text in UTC that becomes seconds since 1970. */
  TIMESTAMP,
  /** Bytes in the column's character set. */
  CHARACTER,
  /** BINARY and VARBINARY. */
  BINARY,
  BLOB,
  /** Long text, as bytes in the column's character set. */
  TEXT,
  /** Text in UTF-8 of the kind JSON. */
  JSON,
  ENUM,
  SET,
  /** Four bytes of SRID, little-endian, and the WKB. */
  GEOMETRY
}
