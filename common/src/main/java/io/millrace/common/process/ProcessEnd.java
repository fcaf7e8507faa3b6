package io.millrace.common.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the process is told to end: SIGTERM, SIGINT, or, where asked for, the end of standard
 * input.
 */
public final class ProcessEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

  private ProcessEnd() {}

  /**
   * Runs {@code ending} when the JVM is told to end; the JVM waits for it, then ends with 0. A JVM
   * would report 143 after SIGTERM, which a supervisor takes for a failure. The last hook: others
   * may be cut short by it.
   *
   * @param input watched for its end; null: not watched
   */
  public static void onEnd(InputStream input, Runnable ending) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ending), "process-end"));
    if (input != null) {
      Thread watch = new Thread(() -> watch(input), "stdin-watch");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private static void end(Runnable ending) {
    try {
      ending.run();
    } catch (RuntimeException e) {
      LOG.error("the process did not end in order", e);
      return;
    }
    Runtime.getRuntime().halt(0);
  }

  @SuppressWarnings("SystemExitOutsideMain") // Ending the process is what it is for.
  private static void watch(InputStream input) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("standard input broke", e);
    }
    LOG.info("standard input has ended: so does this process");
    System.exit(0);
  }

  /**
   * Ends the process at once with 1, for another one to take over: a thread without which it is of
   * no use has died. Nothing is ended in order, for nothing of it can be trusted any more.
   */
  public static void died(Thread thread, Throwable cause) {
    try {
      LOG.error("{} has died, and so does this process", thread.getName(), cause);
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Waits for ever. */
  public static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
