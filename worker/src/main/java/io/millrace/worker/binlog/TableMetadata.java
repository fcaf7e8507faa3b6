package io.millrace.worker.binlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The optional part of a TABLE_MAP event (rows_event.h, "Optional_metadata_fields"). A list is
 * empty when the server does not send it; MySQL does not before 8.0.
 *
 * @param unsigned of each numeric column in order, YEAR too
 * @param names of all columns
 * @param enumLabels of each ENUM column, as bytes in its character set
 * @param setLabels of each SET column
 * @param primaryKey places of the primary key's columns, from 0
 * @param characterCollations numbers of each character column's collation
 * @param enumAndSetCollations numbers of each ENUM and SET column's collation
 */
public record TableMetadata(
    List<Boolean> unsigned,
    List<String> names,
    List<List<byte[]>> enumLabels,
    List<List<byte[]>> setLabels,
    List<Integer> primaryKey,
    List<Integer> characterCollations,
    List<Integer> enumAndSetCollations) {
  private static final int TINY = 1;
  private static final int SHORT = 2;
  private static final int LONG = 3;
  private static final int FLOAT = 4;
  private static final int DOUBLE = 5;
  private static final int LONGLONG = 8;
  private static final int INT24 = 9;
  private static final int YEAR = 13;
  private static final int VARCHAR = 15;
  private static final int DECIMAL = 246;
  private static final int BLOB = 252;
  private static final int VAR_STRING = 253;
  private static final int STRING = 254;

  private static final int SIGNEDNESS = 1;
  private static final int DEFAULT_CHARSET = 2;
  private static final int COLUMN_CHARSET = 3;
  private static final int COLUMN_NAME = 4;
  private static final int SET_LABELS = 5;
  private static final int ENUM_LABELS = 6;
  private static final int PRIMARY_KEY = 8;
  private static final int PRIMARY_KEY_WITH_PREFIX = 9;
  private static final int ENUM_AND_SET_DEFAULT_CHARSET = 10;
  private static final int ENUM_AND_SET_COLUMN_CHARSET = 11;

  static TableMetadata read(BodyCursor body, byte[] types) {
    TableMetadata found =
        new TableMetadata(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    while (body.left() > 0) {
      int field = body.octet();
      BodyCursor value = body.slice((int) body.packed());
      switch (field) {
        case SIGNEDNESS -> readBits(value, count(types, true), found.unsigned);
        case DEFAULT_CHARSET -> readDefault(value, count(types, false), found.characterCollations);
        case COLUMN_CHARSET -> readNumbers(value, found.characterCollations);
        case COLUMN_NAME -> {
          while (value.left() > 0) {
            found.names.add(value.utf8((int) value.packed()));
          }
        }
        case SET_LABELS -> readLabels(value, found.setLabels);
        case ENUM_LABELS -> readLabels(value, found.enumLabels);
        case PRIMARY_KEY -> readNumbers(value, found.primaryKey);
        case PRIMARY_KEY_WITH_PREFIX -> {
          while (value.left() > 0) {
            found.primaryKey.add((int) value.packed());
            value.packed();
          }
        }
        case ENUM_AND_SET_DEFAULT_CHARSET -> readDefault(value, -1, found.enumAndSetCollations);
        case ENUM_AND_SET_COLUMN_CHARSET -> readNumbers(value, found.enumAndSetCollations);
        // Kinds of geometry, visibility, and what later servers add.
        default -> value.skip(value.left());
      }
    }
    return found;
  }

  /** Numeric columns, or columns with a character set. */
  private static int count(byte[] types, boolean numeric) {
    int count = 0;
    for (byte type : types) {
      count += (numeric ? isNumeric(type & 0xff) : isCharacter(type & 0xff)) ? 1 : 0;
    }
    return count;
  }

  /** Whether a column of this type code has a place in {@link #characterCollations}. */
  static boolean isCharacter(int code) {
    return code == VARCHAR || code == BLOB || code == VAR_STRING || code == STRING;
  }

  /** Whether a column of this type code has a place in {@link #unsigned}. */
  static boolean isNumeric(int code) {
    return isInteger(code) || code == FLOAT || code == DOUBLE || code == YEAR || code == DECIMAL;
  }

  static boolean isInteger(int code) {
    return code == TINY || code == SHORT || code == LONG || code == LONGLONG || code == INT24;
  }

  private static void readBits(BodyCursor value, int count, List<Boolean> bits) {
    int octet = 0;
    for (int i = 0; i < count; i++) {
      octet = i % 8 == 0 ? value.octet() : octet;
      bits.add((octet & 0x80 >> i % 8) != 0);
    }
  }

  /**
   * A default, then pairs of a place and its own; all get the default when the count is unknown.
   */
  private static void readDefault(BodyCursor value, int count, List<Integer> collations) {
    int common = (int) value.packed();
    for (int i = 0; i < Math.max(count, 1); i++) {
      collations.add(common);
    }
    while (value.left() > 0) {
      int place = (int) value.packed();
      int own = (int) value.packed();
      while (collations.size() <= place) {
        collations.add(common);
      }
      collations.set(place, own);
    }
  }

  private static void readNumbers(BodyCursor value, List<Integer> numbers) {
    while (value.left() > 0) {
      numbers.add((int) value.packed());
    }
  }

  private static void readLabels(BodyCursor value, List<List<byte[]>> labels) {
    while (value.left() > 0) {
      int count = (int) value.packed();
      List<byte[]> column = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        column.add(value.bytes((int) value.packed()));
      }
      labels.add(column);
    }
  }
}
