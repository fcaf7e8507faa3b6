package io.millrace.common.grid;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.merge.LatestUpdateMergePolicy;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * One member of the grid. The grid only makes things fast: whatever it loses, doubles or resurrects
 * is harmless, since Kafka decides who may commit.
 *
 * @param clusterName members of other clusters are never joined
 * @param host address to listen on
 * @param port port to listen on; 0: any free one
 * @param members {@code host:port} of members to join
 * @param kubernetesService name of the headless service to find members by; empty: by {@code
 *     members}
 * @param role {@code coordinator} or {@code worker}
 * @param failureDetection silence after which a member counts as dead
 */
public record GridMember(
    String clusterName,
    String host,
    int port,
    List<String> members,
    String kubernetesService,
    String role,
    Duration failureDetection) {
  /** Map of {@code Orders} by worker id. */
  public static final String ORDERS = "orders";

  /** Map of {@code Status} by worker id. */
  public static final String STATUS = "status";

  /** Map of {@code TaskBrief} by task id. */
  public static final String TASKS = "tasks";

  /** Attribute of a member: what it is. */
  public static final String ROLE = "role";

  /** Value of {@link #ROLE}. */
  public static final String COORDINATOR = "coordinator";

  /** Value of {@link #ROLE}. */
  public static final String WORKER = "worker";

  public GridMember {
    Objects.requireNonNull(clusterName, "clusterName");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(role, "role");
    members = List.copyOf(members);
  }

  /**
   * Joins or founds the grid; blocks for seconds.
   *
   * @throws MillraceException PORT_TAKEN when something else listens on the port, SETTINGS when the
   *     grid cannot be opened there for another reason
   */
  public HazelcastInstance join() {
    try {
      return Hazelcast.newHazelcastInstance(config());
    } catch (HazelcastException e) {
      boolean taken = String.valueOf(e.getMessage()).contains("in use");
      throw new MillraceException(
          taken ? ErrorCode.PORT_TAKEN : ErrorCode.SETTINGS,
          "tried to open the grid on %s:%d (settings grid.host, grid.port): %s"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  private int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new MillraceException(
          ErrorCode.PORT_TAKEN, "tried to find a free port on " + host + " (setting grid.host)", e);
    }
  }

  private Config config() {
    Config config = new Config();
    config.setClusterName(clusterName);
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "1");
    config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    config.setProperty(
        "hazelcast.max.no.heartbeat.seconds", String.valueOf(failureDetection.toSeconds()));
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "120");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "60");
    config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
    config.setProperty("hazelcast.partition.count", "31");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    // The check for a split connects to members that were lost. Towards a frozen one, which takes
    // the connection and says nothing, 5.7.0's writing thread spins and starves what else it
    // serves, heartbeats too: so the check is rare, and there is more than one thread.
    config.setProperty("hazelcast.io.thread.count", "3");
    config.setProperty("hazelcast.io.write.through", "false");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.getJetConfig().setEnabled(false);
    config.getMemberAttributeConfig().setAttribute(ROLE, role);
    NetworkConfig network = config.getNetworkConfig();
    int chosen = port == 0 ? freePort() : port;
    network.setPort(chosen).setPortAutoIncrement(false).setPublicAddress(host + ":" + chosen);
    network.getInterfaces().setEnabled(true).addInterface(host);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (kubernetesService.isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(members);
    } else {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", kubernetesService);
    }
    for (String map : List.of(ORDERS, STATUS, TASKS)) {
      config.addMapConfig(
          new MapConfig(map)
              .setBackupCount(1)
              // The merge policy compares times of update, which are kept only with these.
              .setPerEntryStatsEnabled(true)
              .setMergePolicyConfig(
                  new MergePolicyConfig(LatestUpdateMergePolicy.class.getName(), 100)));
    }
    return config;
  }
}
