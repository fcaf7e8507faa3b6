package io.millrace.ops.acceptance.simulation;

import java.util.ArrayList;
import java.util.List;

/** The source: its binlog is a list of changes, numbered from 1, each of one key. */
final class Source {
  private final List<Integer> keys = new ArrayList<>();

  void change(int key) {
    keys.add(key);
  }

  /** Number of the last change: all up to it is visible. */
  int executed() {
    return keys.size();
  }

  int key(int change) {
    return keys.get(change - 1);
  }

  /** The next change of the key behind a change; 0 when there is none. */
  int next(int key, int behind) {
    for (int change = behind + 1; change <= keys.size(); change++) {
      if (key(change) == key) {
        return change;
      }
    }
    return 0;
  }
}
