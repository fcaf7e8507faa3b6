package io.millrace.ops.demo.cluster;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and ends the process when standard input closes: when the parent goes
 * away in any way, SIGKILL included, the child follows.
 */
public final class ChildMain {

  private ChildMain() {}

  /**
   * @param args the name of the main class, then its arguments
   */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(ChildMain::endWithParent, "parent-watch");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // The parent never writes; only the end counts.
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(1);
  }
}
