package io.millrace.worker.row;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON document that is changed in places: the binlog brings an UPDATE's new value as differences
 * where the session asks for that ({@code binlog_row_value_options}). Objects and arrays are taken
 * apart, all else is kept as its text.
 */
public final class JsonDocument {
  private static final int REPLACE = 0;
  private static final int INSERT = 1;
  private static final int REMOVE = 2;

  /** MySQL's order of an object's members: shorter keys first. */
  private static final Comparator<byte[]> KEY_ORDER =
      Comparator.<byte[]>comparingInt(key -> key.length).thenComparing(Arrays::compareUnsigned);

  private final DoubleSpelling spelling;
  private Object root;

  /** A binary JSON value of the column as it was. */
  public JsonDocument(byte[] source, int from, int length, DoubleSpelling spelling) {
    this.spelling = spelling;
    root = value(source, from, length);
  }

  /**
   * Applies differences in their order (json_diff.h): operation, path, and for all but a removal
   * the new value.
   *
   * @throws IllegalArgumentException when one does not fit the document
   */
  public void apply(byte[] source, int from, int length) {
    int at = from;
    try {
      while (at < from + length) {
        int operation = source[at++];
        int pathLength = packed(source, at);
        at += packedBytes(source, at);
        List<Object> path =
            JsonPath.parse(new String(source, at, pathLength, StandardCharsets.UTF_8));
        at += pathLength;
        Object value = null;
        if (operation != REMOVE) {
          int valueLength = packed(source, at);
          at += packedBytes(source, at);
          value = value(source, at, valueLength);
          at += valueLength;
        }
        change(operation, path, value);
      }
    } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("a JSON difference that does not fit", e);
    }
  }

  /** The whole document in the form {@link BinaryJson#TEXT}. */
  public byte[] text() {
    ByteBuilder out = new ByteBuilder(256);
    out.put(BinaryJson.TEXT);
    put(root, out);
    return out.copy();
  }

  @SuppressWarnings("unchecked")
  private void change(int operation, List<Object> path, Object value) {
    if (path.isEmpty()) {
      root = value;
      return;
    }
    Object container = root;
    for (Object leg : path.subList(0, path.size() - 1)) {
      container =
          leg instanceof Integer index
              ? ((List<Object>) container).get(index)
              : ((Map<byte[], Object>) container).get(key(leg));
    }
    Object last = path.get(path.size() - 1);
    if (last instanceof Integer index) {
      List<Object> array = (List<Object>) container;
      switch (operation) {
        case REPLACE -> array.set(index, value);
        case INSERT -> array.add(Math.min(index, array.size()), value);
        case REMOVE -> array.remove((int) index);
        default -> throw new IllegalArgumentException("JSON difference " + operation);
      }
      return;
    }
    Map<byte[], Object> object = (Map<byte[], Object>) container;
    boolean fits = object.containsKey(key(last)) == (operation != INSERT);
    if (!fits) {
      throw new IllegalArgumentException("a JSON difference that does not fit");
    }
    if (operation == REMOVE) {
      object.remove(key(last));
    } else {
      object.put(key(last), value);
    }
  }

  private static byte[] key(Object leg) {
    return ((String) leg).getBytes(StandardCharsets.UTF_8);
  }

  private Object value(byte[] source, int from, int length) {
    if (length == 0) {
      return text(source, from, 0);
    }
    try {
      return node(source, source[from] & 0xff, from + 1);
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("no binary JSON", e);
    }
  }

  private Object node(byte[] source, int type, int at) {
    boolean large = type == BinaryJson.LARGE_OBJECT || type == BinaryJson.LARGE_ARRAY;
    int width = large ? 4 : 2;
    switch (type) {
      case BinaryJson.SMALL_OBJECT, BinaryJson.LARGE_OBJECT -> {
        int count = (int) WireBytes.little(source, at, width);
        int keys = at + 2 * width;
        int values = keys + count * (width + 2);
        Map<byte[], Object> object = new TreeMap<>(KEY_ORDER);
        for (int i = 0; i < count; i++) {
          int entry = keys + i * (width + 2);
          int key = at + (int) WireBytes.little(source, entry, width);
          int keyLength = (int) WireBytes.little(source, entry + width, 2);
          object.put(
              Arrays.copyOfRange(source, key, key + keyLength),
              entry(source, large, at, values + i * (width + 1)));
        }
        return object;
      }
      case BinaryJson.SMALL_ARRAY, BinaryJson.LARGE_ARRAY -> {
        int count = (int) WireBytes.little(source, at, width);
        List<Object> array = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          array.add(entry(source, large, at, at + 2 * width + i * (width + 1)));
        }
        return array;
      }
      default -> {
        ByteBuilder out = new ByteBuilder(32);
        BinaryJson.putValue(source, type, at, spelling, out);
        return out.copy();
      }
    }
  }

  private Object entry(byte[] source, boolean large, int container, int entry) {
    int type = source[entry] & 0xff;
    return node(source, type, BinaryJson.valueAt(source, type, large, container, entry));
  }

  private byte[] text(byte[] source, int from, int length) {
    ByteBuilder out = new ByteBuilder(32);
    BinaryJson.put(source, from, length, spelling, out);
    return out.copy();
  }

  private static void put(Object value, ByteBuilder out) {
    if (value instanceof byte[] text) {
      out.put(text);
      return;
    }
    boolean first = true;
    if (value instanceof List<?> array) {
      out.put('[');
      for (Object item : array) {
        putComma(first, out);
        put(item, out);
        first = false;
      }
      out.put(']');
      return;
    }
    out.put('{');
    for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
      putComma(first, out);
      byte[] key = (byte[]) member.getKey();
      out.put('"');
      JsonText.putEscaped(out, key, 0, key.length);
      out.put('"');
      out.put(':');
      out.put(' ');
      put(member.getValue(), out);
      first = false;
    }
    out.put('}');
  }

  private static void putComma(boolean first, ByteBuilder out) {
    if (!first) {
      out.put(',');
      out.put(' ');
    }
  }

  private static int packed(byte[] source, int at) {
    int first = source[at] & 0xff;
    return switch (first) {
      case 0xfc -> (int) WireBytes.little(source, at + 1, 2);
      case 0xfd -> (int) WireBytes.little(source, at + 1, 3);
      case 0xfe -> Math.toIntExact(WireBytes.little(source, at + 1, 8));
      default -> first;
    };
  }

  private static int packedBytes(byte[] source, int at) {
    return switch (source[at] & 0xff) {
      case 0xfc -> 3;
      case 0xfd -> 4;
      case 0xfe -> 9;
      default -> 1;
    };
  }
}
