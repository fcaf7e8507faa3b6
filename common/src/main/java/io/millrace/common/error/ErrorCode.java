package io.millrace.common.error;

/** Every error a person can see. A name is never changed once released. */
public enum ErrorCode {
  BAD_REQUEST(ErrorKind.USER, "Correct the named field and send the request again."),
  UNAUTHORIZED(
      ErrorKind.USER, "Send the header 'Authorization: Bearer <token>' with a valid token."),
  NOT_FOUND(ErrorKind.USER, "List what exists with GET /api/v1/tasks."),
  NOT_SUPPORTED(ErrorKind.USER, "Leave the field out, or give a value this version supports."),
  NAME_TAKEN(ErrorKind.USER, "Choose another name, or delete the task that has it."),
  TASK_STATE(ErrorKind.USER, "Look at the task's state with GET /api/v1/tasks/{id}."),
  NO_MASTER_KEY(ErrorKind.USER, "Give the processes a master key (setting secrets.master.key)."),
  NO_WORKER(ErrorKind.TRANSIENT, "Start a worker: bin/millrace worker."),
  NOT_ACTIVE(ErrorKind.TRANSIENT, "Send the request again in a moment."),
  SETTINGS(ErrorKind.USER, "Correct the settings named and start again."),
  PORT_TAKEN(
      ErrorKind.USER, "Stop what listens there, or choose another port by the setting named."),
  PRECHECK_FAILED(ErrorKind.USER, "Mend what the failed items name, then start the task again."),
  SOURCE_UNREACHABLE(
      ErrorKind.TRANSIENT, "Check host, port and the network path from the workers to MySQL."),
  SOURCE_LOGIN_REFUSED(
      ErrorKind.TRANSIENT,
      "Make the account's password valid and unlock it (ALTER USER), or give the task another"
          + " account: PATCH source.user and source.password. A task at work then goes on by"
          + " itself."),
  SOURCE_DENIED(ErrorKind.SOURCE, "Grant the privileges that the message names."),
  SOURCE_ERROR(ErrorKind.SOURCE, "See the server's message."),
  TABLE_MISSING(
      ErrorKind.SOURCE, "Check the names of database and table; they are case-sensitive."),
  COLUMN_MISSING(ErrorKind.SOURCE, "Check the column's name against SHOW CREATE TABLE."),
  TABLE_CHANGED(
      ErrorKind.SOURCE,
      "Create a new task once the table is no longer changed; rows of this run stay in the topic."),
  COLUMN_TYPE_UNKNOWN(
      ErrorKind.SOURCE, "Leave the table out of the task, or ask for the type to be added."),
  SOURCE_CHANGED(
      ErrorKind.SOURCE,
      "Point the task at the one server it began with, not at a proxy or a lagging replica."),
  SOURCE_BEHIND(
      ErrorKind.TRANSIENT,
      "Wait until the replica has caught up, or point the task at one that has."),
  BINLOG_UNFIT(
      ErrorKind.SOURCE,
      "Set binlog_format=ROW and binlog_row_image=FULL for every session, then create a new task."),
  BINLOG_PURGED(
      ErrorKind.SOURCE,
      "Create a new task; keep binlog files longer (binlog_expire_logs_seconds) and watch the"
          + " delay."),
  SCHEMA_UNKNOWN(
      ErrorKind.SOURCE,
      "Set binlog_row_metadata=FULL on the source, or create a new task for the table as it is"
          + " now."),
  DESTINATION_UNREACHABLE(
      ErrorKind.TRANSIENT,
      "Check bootstrapServers, the brokers' advertised addresses, the network path, and whether the"
          + " brokers are up and no quota holds the task back."),
  DESTINATION_UNAVAILABLE(
      ErrorKind.TRANSIENT,
      "See the broker's message and its log: brokers that are down, too few in-sync replicas, a full"
          + " disk. A task at work goes on by itself."),
  DESTINATION_DENIED(ErrorKind.DESTINATION, "Grant the operation that the message names."),
  DESTINATION_ERROR(ErrorKind.DESTINATION, "See the broker's message."),
  TOPIC_MISSING(
      ErrorKind.DESTINATION,
      "Create the topic, or let the task create it: destination.topics.create."),
  TOPIC_UNFIT(ErrorKind.DESTINATION, "Change the topic as the message says, or name another."),
  TOPIC_REPLACED(
      ErrorKind.DESTINATION,
      "The topic is not the one that the task began with: create a new task with empty topics."),
  ROW_TOO_LARGE(
      ErrorKind.DESTINATION,
      "Raise the topic's max.message.bytes above the size named and start the task again."),
  CHECKPOINT_LOST(
      ErrorKind.DESTINATION,
      "The task's checkpoint topic is gone or not its own: create a new task with empty topics."),
  CHECKPOINT_UNREADABLE(
      ErrorKind.DESTINATION,
      "Start the newer Millrace that wrote the record; nothing was changed."),
  TRANSACTIONS_UNSUPPORTED(
      ErrorKind.DESTINATION,
      "Use brokers from 0.11: delivery at-least-once keeps its checkpoints in transactions too."),
  FENCED(ErrorKind.TRANSIENT, "Nothing to do: another worker has taken over."),
  TRANSIENT(ErrorKind.TRANSIENT, "It is tried again by itself."),
  BUG(ErrorKind.BUG, "Please report it with the log lines around it.");

  private final ErrorKind kind;
  private final String remedy;

  ErrorCode(ErrorKind kind, String remedy) {
    this.kind = kind;
    this.remedy = remedy;
  }

  public ErrorKind kind() {
    return kind;
  }

  /** How to mend it, one sentence. */
  public String remedy() {
    return remedy;
  }
}
