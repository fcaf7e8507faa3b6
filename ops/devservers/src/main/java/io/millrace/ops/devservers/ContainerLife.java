package io.millrace.ops.devservers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;

/** The starts and ends of one container with a fixed port on 127.0.0.1. Any thread may call. */
final class ContainerLife {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int STOP_SECONDS = 30;
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final GenericContainer<?> container;
  private final BooleanSupplier ready;

  private ContainerLife(GenericContainer<?> container, BooleanSupplier ready) {
    this.container = container;
    this.ready = ready;
  }

  /**
   * Starts the container. Its port stays when it is started again, unlike one that Docker chooses.
   *
   * @param ready whether the server answers; asked often
   */
  static ContainerLife begin(
      GenericContainer<?> container, int containerPort, int port, BooleanSupplier ready) {
    PortBinding binding =
        new PortBinding(
            Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(containerPort));
    container.withCreateContainerCmdModifier(
        create -> create.getHostConfig().withPortBindings(binding));
    ContainerLife life = new ContainerLife(container, ready);
    try {
      container.start();
      life.await("answers", ready);
      return life;
    } catch (ContainerLaunchException | DevServersException e) {
      container.stop();
      throw new DevServersException(
          "Could not start a container of " + container.getDockerImageName(), e);
    }
  }

  synchronized long pid() {
    return state().getPidLong();
  }

  synchronized void kill() {
    if (isRunning()) {
      docker().killContainerCmd(container.getContainerId()).exec();
      await("has ended", () -> !isRunning());
    }
  }

  synchronized void stop() {
    if (isRunning()) {
      docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
      await("has ended", () -> !isRunning());
    }
  }

  synchronized void start() {
    if (isRunning()) {
      throw new IllegalStateException(container.getDockerImageName() + " runs already");
    }
    docker().startContainerCmd(container.getContainerId()).exec();
    await("answers", ready);
  }

  synchronized void close() {
    container.stop();
  }

  private DockerClient docker() {
    return container.getDockerClient();
  }

  private boolean isRunning() {
    return Boolean.TRUE.equals(state().getRunning());
  }

  private ContainerState state() {
    return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw new DevServersException(
            "Waited "
                + LIMIT.toSeconds()
                + " s, or was interrupted, until the container of "
                + container.getDockerImageName()
                + " "
                + what
                + ". The last lines of its log:\n"
                + LogTail.lastLines(container.getLogs(), 30));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
