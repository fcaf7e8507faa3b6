package io.millrace.worker.assignment;

import io.millrace.proto.grid.Errand;
import io.millrace.proto.grid.ErrandAnswer;
import java.util.function.Consumer;

/** Runs errands, each on a thread of its own. */
public interface ErrandRunner {
  /** Runs it; answers as often as there is news, the last time with 100 percent or an error. */
  void run(Errand errand, Consumer<ErrandAnswer> answer);
}
