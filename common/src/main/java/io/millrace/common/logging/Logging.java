package io.millrace.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.millrace.common.settings.Setting;
import io.millrace.common.settings.Settings;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up log lines on stderr; results on stdout stay clean. */
public final class Logging {
  /** Libraries that say at INFO what is normal operation: never below WARN. */
  private static final List<String> QUIET =
      List.of(
          "org.apache.kafka",
          "com.hazelcast",
          "io.vertx",
          "io.netty",
          "org.apache.avro",
          "com.mysql",
          "com.github.shyiko");

  private Logging() {}

  /** As log.format and log.level say. Call it first in main, before other threads log. */
  public static void start(Settings settings) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    apply(
        (LoggerContext) LoggerFactory.getILoggerFactory(),
        settings.text(Setting.LOG_FORMAT).equals("json"),
        Level.toLevel(settings.text(Setting.LOG_LEVEL)));
  }

  static void apply(LoggerContext context, boolean asJson, Level level) {
    context.reset();
    LineEncoder encoder = new LineEncoder(asJson);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setName("stderr");
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(stderr);
    for (String name : QUIET) {
      context.getLogger(name).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }
  }
}
