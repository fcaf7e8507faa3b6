package io.millrace.worker.assignment;

import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.common.kafka.KafkaSettings;
import io.millrace.common.task.ResourceNames;
import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import io.millrace.proto.task.Password;
import io.millrace.proto.task.PrecheckItem;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.lane.CheckpointTopic;
import io.millrace.worker.precheck.Precheck;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs prechecks, and deletes checkpoint topics of deleted tasks. */
public final class TaskErrands implements ErrandRunner {
  private static final Logger LOG = LoggerFactory.getLogger(TaskErrands.class);

  private final String cluster;
  private final Precheck precheck;
  private final BiFunction<TaskDefinition, String, TaskDefinition> open;

  /**
   * @param precheck what a precheck looks at
   * @param open opens a definition's passwords, given the task's id
   */
  public TaskErrands(
      String cluster, Precheck precheck, BiFunction<TaskDefinition, String, TaskDefinition> open) {
    this.cluster = cluster;
    this.precheck = precheck;
    this.open = open;
  }

  @Override
  public void run(Errand errand, Consumer<ErrandAnswer> answer) {
    try {
      TaskDefinition task = open.apply(errand.task(), errand.sealedWith());
      List<PrecheckItem> items =
          switch (errand.kind()) {
            case PRECHECK -> precheck(errand, task, answer);
            case DELETE_CHECKPOINT -> deleteCheckpoint(errand, task);
          };
      answer.accept(new ErrandAnswer(errand.id(), items, 100, null));
    } catch (MillraceException e) {
      answer.accept(new ErrandAnswer(errand.id(), List.of(), 100, e.toError()));
    } catch (RuntimeException e) {
      LOG.error("errand {} failed without an error code", errand.id(), e);
      answer.accept(bug(errand, e));
    } catch (Error e) {
      // Without a word the coordinator would wait for the answer for ever.
      answer.accept(bug(errand, e));
      throw e;
    }
  }

  private static ErrandAnswer bug(Errand errand, Throwable e) {
    MillraceException bug = new MillraceException(ErrorCode.BUG, String.valueOf(e), e);
    return new ErrandAnswer(errand.id(), List.of(), 100, bug.toError());
  }

  private List<PrecheckItem> precheck(
      Errand errand, TaskDefinition task, Consumer<ErrandAnswer> answer) {
    return precheck.run(
        task,
        plain(task.source().password()),
        plain(task.destination().password()),
        percent ->
            answer.accept(new ErrandAnswer(errand.id(), List.of(), Math.min(99, percent), null)));
  }

  private static String plain(Password password) {
    return password == null ? null : password.plainText();
  }

  private List<PrecheckItem> deleteCheckpoint(Errand errand, TaskDefinition task) {
    CheckpointTopic.delete(
        new ResourceNames(cluster, errand.sealedWith()),
        KafkaSettings.connection(task.destination(), plain(task.destination().password())));
    return List.of();
  }
}
