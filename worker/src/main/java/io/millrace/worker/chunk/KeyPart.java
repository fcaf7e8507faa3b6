package io.millrace.worker.chunk;

import io.millrace.proto.table.Bytes;
import io.millrace.proto.table.ColumnDefinition;
import io.millrace.worker.mysql.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** One column of a key with its kind: writes conditions on it. Pure. */
record KeyPart(ColumnDefinition column, KeyKind kind) {
  /** The longest list of numbers in place of a comparison; an ENUM has at most 65 535. */
  private static final long LONGEST_SET_LIST = 4_096;

  /** One end of a range over a column. */
  record End(KeyValue value, boolean included) {}

  String name() {
    return Quoting.name(column.name());
  }

  /**
   * Equality, which the optimizer takes for a constant when it looks for an order without a sort;
   * not so {@code time = '01:00:00'}, which is written as a range of one value (tried on 8.0.33).
   */
  String equal(KeyValue value) {
    if (kind == KeyKind.TIME) {
      End only = new End(value, true);
      return between(only, only).orElseThrow();
    }
    return name() + " = " + kind.literal(column, value);
  }

  /**
   * Equality with a value of a row, as the row was selected: labels in UTF-8, whatever the column's
   * character set is. Its order bytes are not known; characters need none.
   */
  String equal(Bytes value) {
    if (isLabelOfAnotherCharset()) {
      return "%s = CONVERT(_utf8mb4 %s USING %s) COLLATE %s"
          .formatted(name(), Quoting.hex(value), column.charset(), column.collation());
    }
    boolean ofServer = kind.orderSql(column) != null;
    Bytes order =
        ofServer ? Bytes.of(new byte[0]) : Bytes.of(kind.orderBytes(column, value.toArray()));
    return equal(new KeyValue(value, order));
  }

  private boolean isLabelOfAnotherCharset() {
    boolean hasLabels = kind == KeyKind.ENUM || kind == KeyKind.SET;
    String charset = column.charset();
    return hasLabels && charset != null && !charset.startsWith("utf8") && !charset.equals("binary");
  }

  /**
   * A condition for the values between two ends, either of which may be null.
   *
   * @return empty when no value can lie between them
   */
  Optional<String> between(End lower, End upper) {
    return switch (kind.span()) {
      case COMPARED ->
          Optional.of(compared(name(), lower, upper, value -> kind.literal(column, value)));
      case LISTED -> listed(lower, upper);
      case LISTED_OR_COMPARED -> {
        long first = first(lower);
        long last = last(upper);
        boolean isShort = Long.compareUnsigned(last - first, LONGEST_SET_LIST) < 0 || last < first;
        yield isShort && first >= 0 && last >= 0
            ? listed(lower, upper)
            : Optional.of(
                compared(
                    kind.orderSql(column),
                    lower,
                    upper,
                    value -> Sql.ORDER_NUMBER.of(column, value)));
      }
    };
  }

  private interface Written {
    String of(KeyValue value);
  }

  private static String compared(String left, End lower, End upper, Written written) {
    List<String> conditions = new ArrayList<>();
    if (lower != null) {
      conditions.add(left + (lower.included() ? " >= " : " > ") + written.of(lower.value()));
    }
    if (upper != null) {
      conditions.add(left + (upper.included() ? " <= " : " < ") + written.of(upper.value()));
    }
    return String.join(" AND ", conditions);
  }

  private Optional<String> listed(End lower, End upper) {
    long first = first(lower);
    long last = last(upper);
    if (first > last) {
      return Optional.empty();
    }
    return Optional.of(
        LongStream.rangeClosed(first, last)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", name() + " IN (", ")")));
  }

  /** 0 stands for the empty value of an ENUM that a wrong label was turned into. */
  private static long first(End lower) {
    return lower == null ? 0 : number(lower) + (lower.included() ? 0 : 1);
  }

  private long last(End upper) {
    if (upper != null) {
      return number(upper) - (upper.included() ? 0 : 1);
    }
    int labels = column.labels().size();
    return kind == KeyKind.ENUM ? labels : labels == Long.SIZE ? -1L : (1L << labels) - 1;
  }

  private static long number(End end) {
    return OrderBytes.number(end.value().order().toArray());
  }
}
