package io.millrace.ops.acceptance;

import io.millrace.ops.demo.DemoServers;
import io.millrace.ops.devservers.KafkaOptions;
import io.millrace.ops.devservers.MySqlOptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One MySQL and one Kafka for all tests of a run; JUnit ends them with the run. */
public final class SharedServers implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DemoServers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedServers.class))
        .computeIfAbsent(
            "servers",
            key ->
                DemoServers.embedded(
                    MySqlOptions.defaults(),
                    // The broker's default, 10 s, is how late it notices a transaction's end.
                    KafkaOptions.defaults()
                        .with(
                            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
                    System.out::println),
            DemoServers.class);
  }
}
