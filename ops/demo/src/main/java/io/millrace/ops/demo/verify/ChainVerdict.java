package io.millrace.ops.demo.verify;

/**
 * Whether a record fits behind the one before it of the same key: each UPDATE's and DELETE's
 * before-image is the image that the record before it left, no INSERT stands over a living row, no
 * row of the full step behind another record.
 */
enum ChainVerdict {
  FITS(""),
  /** Right only where the handoff left the key's row to the stream: {@link Handoff} says. */
  BEGINS_LATE("begins with a change of a row that no record brought"),
  COPIED_TWICE("expected one row of the full step, this is the second"),
  COPY_AFTER_CHANGE("expected no row of the full step behind another record of its key"),
  INSERT_OVER_ROW("expected no INSERT over a living row"),
  NO_ROW_BEFORE("expected an INSERT: the record before it is a DELETE"),
  OTHER_IMAGE("expected the before-image to be the image that the record before it left");

  private final String words;

  ChainVerdict(String words) {
    this.words = words;
  }

  /** What was expected, for a person. */
  String words() {
    return words;
  }

  /**
   * @param sameImage whether the before-image is the image that the record before it left
   */
  static ChainVerdict of(KeyState state, Change change, boolean sameImage) {
    boolean living = state == KeyState.COPIED || state == KeyState.LIVING;
    return switch (change) {
      case COPY ->
          switch (state) {
            case NEW -> FITS;
            case COPIED -> COPIED_TWICE;
            case LIVING, DELETED -> COPY_AFTER_CHANGE;
          };
      case INSERT -> living ? INSERT_OVER_ROW : FITS;
      case UPDATE, DELETE -> {
        if (living) {
          yield sameImage ? FITS : OTHER_IMAGE;
        }
        yield state == KeyState.NEW ? BEGINS_LATE : NO_ROW_BEFORE;
      }
    };
  }
}
