package io.millrace.ops.demo.verify;

/**
 * The rows that a topic holds of one table, 40 bytes a row: key, row, how many times, and whether
 * the table has it too. One thread uses it.
 */
final class RowSet {
  private static final int WIDTH = 5;
  private static final long USED = 1L << 62;
  private static final long SEEN = 1L << 61;
  private static final long COUNT = (1L << 32) - 1;

  private long[] slots = new long[WIDTH << 10];
  private int used;

  /** How many rows with this key there are. */
  int count(RowHash key) {
    return (int) (slots[slot(key) + 4] & COUNT);
  }

  /** Whether the row last put under this key is {@code row}. */
  boolean holds(RowHash key, RowHash row) {
    int s = slot(key);
    return slots[s + 2] == row.high() && slots[s + 3] == row.low();
  }

  /** Adds a row; the last row of a key is the one that counts. */
  void add(RowHash key, RowHash row) {
    if (used * 2 * WIDTH > slots.length) {
      grow();
    }
    int s = slot(key);
    if ((slots[s + 4] & USED) == 0) {
      used++;
      slots[s] = key.high();
      slots[s + 1] = key.low();
      slots[s + 4] = USED;
    }
    slots[s + 2] = row.high();
    slots[s + 3] = row.low();
    slots[s + 4]++;
  }

  /** Takes away one row with this key. */
  boolean remove(RowHash key) {
    int s = slot(key);
    if ((slots[s + 4] & COUNT) == 0) {
      return false;
    }
    slots[s + 4]--;
    return true;
  }

  /** Notes that the table has this key. */
  void see(RowHash key) {
    slots[slot(key) + 4] |= SEEN;
  }

  boolean isSeen(RowHash key) {
    return (slots[slot(key) + 4] & SEEN) != 0;
  }

  /** Calls with each key that is left; {@code seen} is whether the table has it. */
  void forEach(Left visitor) {
    for (int s = 0; s < slots.length; s += WIDTH) {
      long meta = slots[s + 4];
      if ((meta & COUNT) > 0) {
        visitor.visit(
            new RowHash(slots[s], slots[s + 1]), (int) (meta & COUNT), (meta & SEEN) != 0);
      }
    }
  }

  void clear() {
    slots = new long[WIDTH << 10];
    used = 0;
  }

  /** The slot of the key, or the free one where it belongs. */
  private int slot(RowHash key) {
    int capacity = slots.length / WIDTH;
    int i = (int) Long.remainderUnsigned(key.low(), capacity);
    while (true) {
      int s = i * WIDTH;
      if ((slots[s + 4] & USED) == 0 || slots[s] == key.high() && slots[s + 1] == key.low()) {
        return s;
      }
      i = i + 1 == capacity ? 0 : i + 1;
    }
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    for (int s = 0; s < old.length; s += WIDTH) {
      if ((old[s + 4] & USED) != 0) {
        int to = slot(new RowHash(old[s], old[s + 1]));
        System.arraycopy(old, s, slots, to, WIDTH);
      }
    }
  }

  /** Takes a key that is left. */
  interface Left {
    void visit(RowHash key, int count, boolean seen);
  }
}
