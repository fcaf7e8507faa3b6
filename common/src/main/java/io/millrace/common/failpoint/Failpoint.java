package io.millrace.common.failpoint;

/** Where a crash matters: between two things that must both have happened, or in a known order. */
public enum Failpoint {
  /** Looked at the checkpoint topic, nobody is fenced yet. */
  TAKING_LOOKED(Group.TAKING),
  /** Everybody before is fenced, the topic is not read. */
  TAKING_FENCED(Group.TAKING),
  /** The topic is read, the announcement is not written. */
  TAKING_READ(Group.TAKING),
  /** The announcement is committed, the coordinator does not know. */
  TAKING_ANNOUNCED(Group.TAKING),

  /** P0 is chosen and not durable. */
  BEGIN_CHOSEN(Group.PREPARATION),
  /** P0 is durable, no table is planned. */
  BEGIN_COMMITTED(Group.PREPARATION),
  /** A table's plan and DDL record are sent, not committed. */
  PLAN_SENT(Group.PREPARATION),
  /** A table's plan is committed, the coordinator does not know. */
  PLAN_COMMITTED(Group.PREPARATION),

  /** The metadata lock is held, L is not read. */
  BEFORE_L(Group.CHUNK),
  /** L is read, the view is not open. */
  AFTER_L(Group.CHUNK),
  /** The view is open, F is not read. */
  VIEW_OPEN(Group.CHUNK),
  /** F is read. */
  AFTER_F(Group.CHUNK),
  /** All rows of the chunk are sent, its checkpoint is not. */
  BEFORE_COMMIT(Group.CHUNK),
  /** The chunk is committed, the coordinator does not know. */
  CHUNK_COMMITTED(Group.CHUNK),

  /** Every lane is fenced, the cover is not read. */
  LANES_FENCED(Group.CLOSING),
  /** The cover is judged, "full closed" is not sent. */
  COVER_CHECKED(Group.CLOSING),
  /** "Full closed" is sent, not committed. */
  CLOSING_SENT(Group.CLOSING),
  /** "Full closed" is committed, the coordinator does not know. */
  CLOSING_COMMITTED(Group.CLOSING),

  /** Changes and the position that covers them are sent, not committed. */
  CHANGES_SENT(Group.STREAM),
  /** Changes are committed, nobody was told. */
  CHANGES_COMMITTED(Group.STREAM),
  /** A part of a large transaction of the source is committed, the rest is not sent. */
  PART_COMMITTED(Group.STREAM),
  /** A torn table is parked, the coordinator does not know. */
  PARKED(Group.STREAM),
  /** The records that void a torn table's rows are sent with the next plan, not committed. */
  GENERATION_SENT(Group.STREAM),
  /** The next generation has begun, the coordinator does not know. */
  GENERATION_COMMITTED(Group.STREAM),

  /** Coordinators before are fenced, the state topic is not read. */
  STATE_FENCED(Group.COORDINATOR),
  /** The state topic is read, the new term is not written. */
  STATE_READ(Group.COORDINATOR),
  /** The new term is written, no task is taken up. */
  TERM_COMMITTED(Group.COORDINATOR),
  /** A task's state is sent, not committed. */
  STATE_SENT(Group.COORDINATOR),
  /** A task's state is committed; nothing follows from it yet. */
  STATE_COMMITTED(Group.COORDINATOR),
  /** Orders are decided, not sent. */
  BEFORE_ORDERS(Group.COORDINATOR),
  /** One worker's orders are sent, the others' are not. */
  ORDERS_SENT(Group.COORDINATOR);

  private final Group group;

  Failpoint(Group group) {
    this.group = group;
  }

  /** What is being done there. */
  public Group group() {
    return group;
  }

  /** Steps of the system, in the order in which a task goes through them. */
  public enum Group {
    TAKING,
    PREPARATION,
    CHUNK,
    CLOSING,
    STREAM,
    COORDINATOR
  }
}
