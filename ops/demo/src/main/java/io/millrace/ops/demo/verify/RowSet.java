package io.millrace.ops.demo.verify;

/**
 * What the records of one partition have come to, 40 bytes a key: key, image, how many times, the
 * layout of the image, and whether the table has the key too. Keys whose rows are gone stay. One
 * thread uses it.
 */
final class RowSet {
  private static final int WIDTH = 5;
  private static final long USED = 1L << 62;
  private static final long SEEN = 1L << 61;
  private static final long COPIED = 1L << 60;
  private static final int LAYOUT_SHIFT = 32;
  private static final long LAYOUT = 0xffffL << LAYOUT_SHIFT;
  private static final long COUNT = (1L << 32) - 1;

  private long[] slots = new long[WIDTH << 10];
  private int used;

  /** How many rows with this key there are. */
  int count(RowHash key) {
    return (int) (slots[slot(key) + 4] & COUNT);
  }

  /** What the key's records have come to. */
  KeyState state(RowHash key) {
    long meta = slots[slot(key) + 4];
    if ((meta & USED) == 0) {
      return KeyState.NEW;
    }
    if ((meta & COUNT) == 0) {
      return KeyState.DELETED;
    }
    return (meta & COPIED) != 0 ? KeyState.COPIED : KeyState.LIVING;
  }

  /** Whether the image last put under this key is {@code row}. */
  boolean holds(RowHash key, RowHash row) {
    int s = slot(key);
    return slots[s + 2] == row.high() && slots[s + 3] == row.low();
  }

  /** Whether the first half of the image last put under this key is that of {@code row}. */
  boolean holdsFirstHalf(RowHash key, RowHash row) {
    return slots[slot(key) + 2] == row.high();
  }

  /** The layout of the image last put under this key; 0 for a key without one. */
  int layout(RowHash key) {
    return (int) ((slots[slot(key) + 4] & LAYOUT) >>> LAYOUT_SHIFT);
  }

  /** Whether no record of any key came since the beginning or {@link #clear}. */
  boolean isUntouched() {
    return used == 0;
  }

  /** Adds a row; the last image of a key is the one that counts. */
  void add(RowHash key, RowHash row, int layout, boolean copied) {
    int s = use(key);
    slots[s + 2] = row.high();
    slots[s + 3] = row.low();
    long meta = (slots[s + 4] & ~(LAYOUT | COPIED)) | ((long) layout << LAYOUT_SHIFT);
    slots[s + 4] = (copied ? meta | COPIED : meta) + 1;
  }

  /** As {@link #add}, and the only row of its key from now on. */
  void put(RowHash key, RowHash row, int layout, boolean copied) {
    slots[use(key) + 4] &= ~COUNT;
    add(key, row, layout, copied);
  }

  /** Takes away one row with this key; false when there was none. The key stays known. */
  boolean remove(RowHash key) {
    int s = use(key);
    if ((slots[s + 4] & COUNT) == 0) {
      return false;
    }
    slots[s + 4]--;
    return true;
  }

  /** Notes that the table has this key. */
  void see(RowHash key) {
    slots[use(key) + 4] |= SEEN;
  }

  boolean isSeen(RowHash key) {
    return (slots[slot(key) + 4] & SEEN) != 0;
  }

  /** Calls with each key; {@code seen} is whether the table has it, {@code count} may be 0. */
  void forEach(Visitor visitor) {
    for (int s = 0; s < slots.length; s += WIDTH) {
      long meta = slots[s + 4];
      if ((meta & USED) != 0) {
        visitor.visit(
            new RowHash(slots[s], slots[s + 1]), (int) (meta & COUNT), (meta & SEEN) != 0);
      }
    }
  }

  void clear() {
    slots = new long[WIDTH << 10];
    used = 0;
  }

  /** The key's slot, taken for it when it was new. */
  private int use(RowHash key) {
    if (used * 2L * WIDTH > slots.length) {
      grow();
    }
    int s = slot(key);
    if ((slots[s + 4] & USED) == 0) {
      used++;
      slots[s] = key.high();
      slots[s + 1] = key.low();
      slots[s + 4] = USED;
    }
    return s;
  }

  /** The slot of the key, or the free one where it belongs. */
  private int slot(RowHash key) {
    int capacity = slots.length / WIDTH;
    int i = (int) Long.remainderUnsigned(key.low(), capacity);
    while (true) {
      int s = i * WIDTH;
      if ((slots[s + 4] & USED) == 0 || (slots[s] == key.high() && slots[s + 1] == key.low())) {
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

  /** Takes a key. */
  interface Visitor {
    void visit(RowHash key, int count, boolean seen);
  }
}
