package io.millrace.worker.handoff;

/** In which order the steps of opening a view are done, on which kind of source. */
enum ViewOrder {
  RIGHT,
  /** F is read before the view is opened. */
  F_BEFORE_VIEW,
  /** L is read after the view is opened. */
  L_AFTER_VIEW,
  /** No window is read. */
  NO_WINDOW,
  /** A source without GTIDs, the table locked while a view is opened. */
  LOCKED,
  /** A source without GTIDs, and no lock. */
  NOT_LOCKED,
  /** A MariaDB, which tells the place of a view. */
  PLACE_TOLD
}
