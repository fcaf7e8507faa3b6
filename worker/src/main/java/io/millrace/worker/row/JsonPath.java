package io.millrace.worker.row;

import java.util.ArrayList;
import java.util.List;

/** The paths that the server writes into JSON differences: {@code $.a[3]."odd key"}. Pure. */
final class JsonPath {
  private JsonPath() {}

  /** A String for a member, an Integer for an item. */
  static List<Object> parse(String path) {
    List<Object> legs = new ArrayList<>();
    int at = 1;
    while (at < path.length()) {
      char first = path.charAt(at);
      if (first == '[') {
        int end = path.indexOf(']', at);
        legs.add(Integer.valueOf(path.substring(at + 1, end).strip()));
        at = end + 1;
      } else if (first == '.' && path.charAt(at + 1) == '"') {
        StringBuilder key = new StringBuilder();
        at = unquote(path, at + 2, key);
        legs.add(key.toString());
      } else if (first == '.') {
        int end = at + 1;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        legs.add(path.substring(at + 1, end));
        at = end;
      } else {
        throw new IllegalArgumentException("JSON path " + path);
      }
    }
    return legs;
  }

  /** Appends up to the closing quote and returns the place behind it. */
  private static int unquote(String path, int from, StringBuilder key) {
    int at = from;
    while (path.charAt(at) != '"') {
      char c = path.charAt(at++);
      if (c != '\\') {
        key.append(c);
        continue;
      }
      char escaped = path.charAt(at++);
      switch (escaped) {
        case 'b' -> key.append('\b');
        case 'f' -> key.append('\f');
        case 'n' -> key.append('\n');
        case 'r' -> key.append('\r');
        case 't' -> key.append('\t');
        case 'u' -> {
          key.append((char) Integer.parseInt(path.substring(at, at + 4), 16));
          at += 4;
        }
        default -> key.append(escaped);
      }
    }
    return at + 1;
  }
}
