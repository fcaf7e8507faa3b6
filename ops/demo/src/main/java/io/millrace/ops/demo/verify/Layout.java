package io.millrace.ops.demo.verify;

import java.util.BitSet;
import java.util.List;
import org.apache.avro.generic.GenericRecord;

/**
 * The columns of a record, set against those that the table has now. A column is the same when name
 * and type number are: what the table has no more, or not yet, cannot be compared.
 *
 * @param id counts the layouts of one table
 * @param fields name and number of each field
 * @param places per field, the index of the table's column, or -1
 * @param known the columns of the table that the record has
 */
record Layout(int id, List<Field> fields, int[] places, BitSet known) {

  static Layout of(int id, TableShape table, List<?> fields) {
    int[] places = new int[fields.size()];
    BitSet known = new BitSet();
    for (int i = 0; i < places.length; i++) {
      places[i] = place(table, Field.of((GenericRecord) fields.get(i)));
      if (places[i] >= 0) {
        known.set(places[i]);
      }
    }
    return new Layout(
        id, fields.stream().map(f -> Field.of((GenericRecord) f)).toList(), places, known);
  }

  /** Whether a record with these fields has this layout. */
  boolean is(List<?> others) {
    if (others.size() != fields.size()) {
      return false;
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).is((GenericRecord) others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is the table's own: every column, in order, and no other. */
  boolean isTables(TableShape table) {
    for (int i = 0; i < places.length; i++) {
      if (places[i] != i) {
        return false;
      }
    }
    return places.length == table.columns().size();
  }

  /** The first difference to the table's own, for a person. */
  String unlike(TableShape table) {
    List<ColumnShape> columns = table.columns();
    for (int i = 0; i < Math.min(places.length, columns.size()); i++) {
      if (places[i] != i) {
        return "field "
            + i
            + " is "
            + fields.get(i)
            + ", expected "
            + new Field(columns.get(i).name(), columns.get(i).number());
      }
    }
    return fields.size() + " fields for " + columns.size() + " columns";
  }

  /** Whether every column of the table that this one has is in {@code other} too. */
  boolean within(Layout other) {
    BitSet beyond = (BitSet) known.clone();
    beyond.andNot(other.known);
    return beyond.isEmpty();
  }

  private static int place(TableShape table, Field field) {
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnShape column = table.columns().get(i);
      if (field.name().equals(column.name()) && field.number() == column.number()) {
        return i;
      }
    }
    return -1;
  }

  /** A column as a record names it. */
  record Field(String name, int number) {
    static Field of(GenericRecord field) {
      return new Field(field.get("name").toString(), (Integer) field.get("dataTypeNumber"));
    }

    boolean is(GenericRecord field) {
      return number == (Integer) field.get("dataTypeNumber")
          && name.contentEquals((CharSequence) field.get("name"));
    }

    @Override
    public String toString() {
      return name + " of type number " + number;
    }
  }
}
