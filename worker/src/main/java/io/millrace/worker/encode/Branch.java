package io.millrace.worker.encode;

/** Branches of the union that an image's items are, by index. */
final class Branch {
  static final int NULL = 0;
  static final int INTEGER = 1;
  static final int CHARACTER = 2;
  static final int DECIMAL = 3;
  static final int FLOAT = 4;
  static final int TIMESTAMP = 5;
  static final int DATE_TIME = 6;
  static final int BINARY_GEOMETRY = 8;
  static final int BINARY_OBJECT = 10;
  static final int TEXT_OBJECT = 11;
  static final int EMPTY_OBJECT = 12;

  /** Index of EmptyObject.NONE: the column is not part of the image. */
  static final int NONE = 1;

  private Branch() {}
}
