package io.millrace.common.grid;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * @param http {@code host:port} where it answers HTTP for the other members; empty for none
 * @param incarnation names this process of a worker, as its statuses do; empty for a coordinator
 * @param failureDetection silence after which a member counts as dead
 */
public record GridMember(
    String clusterName,
    String host,
    int port,
    List<String> members,
    String kubernetesService,
    String role,
    String http,
    String incarnation,
    Duration failureDetection) {
  /** Map of {@code Orders} by worker id. */
  public static final String ORDERS = "orders";

  /** Map of {@code Status} by worker id. */
  public static final String STATUS = "status";

  /** Map of {@code TaskBrief} by task id. */
  public static final String TASKS = "tasks";

  /** Map of {@code Shown} by task id, and of the whole term. */
  public static final String SHOWN = "shown";

  /** Attribute of a member: what it is. */
  public static final String ROLE = "role";

  /** Attribute of a member: {@code host:port} where it answers HTTP, or empty. */
  public static final String HTTP = "http";

  /** Attribute of a member: the worker's process, or empty. */
  public static final String INCARNATION = "incarnation";

  /** Value of {@link #ROLE}. */
  public static final String COORDINATOR = "coordinator";

  /** Value of {@link #ROLE}. */
  public static final String WORKER = "worker";

  private static final Logger LOG = LoggerFactory.getLogger(GridMember.class);

  /** Longer than a member that is starting needs from its first listening to its first answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public GridMember {
    Objects.requireNonNull(clusterName, "clusterName");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(http, "http");
    Objects.requireNonNull(incarnation, "incarnation");
    members = List.copyOf(members);
  }

  /**
   * Joins or founds the grid; blocks for seconds. A member that would found it asks every address
   * of {@code members} first, and would wait for a frozen one until it gives up: so when nobody
   * else answers, the silent addresses are left out until this member is in the grid.
   *
   * @throws MillraceException PORT_TAKEN when something else listens on the port, SETTINGS when the
   *     grid cannot be opened there for another reason
   */
  public HazelcastInstance join() {
    List<String> others = new ArrayList<>(members);
    others.remove(host + ":" + port);
    List<String> silent = new DoorKnock(PATIENCE).silentWhenNobodyAnswers(others);
    List<String> awake = new ArrayList<>(members);
    awake.removeAll(silent);
    if (!silent.isEmpty()) {
      LOG.warn(
          "{} take a connection and say nothing, and no other member of the grid answers: going on"
              + " without them; they are found when they wake up",
          silent);
    }
    Config config = config(awake);
    try {
      HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
      if (!silent.isEmpty()) {
        config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig().setMembers(members);
      }
      return member;
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

  private Config config(List<String> awake) {
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
    config.setProperty("hazelcast.merge.first.run.delay.seconds", "15");
    config.setProperty("hazelcast.merge.next.run.delay.seconds", "10");
    config.setProperty("hazelcast.operation.call.timeout.millis", "10000");
    config.setProperty("hazelcast.partition.count", "31");
    config.setProperty("hazelcast.operation.thread.count", "2");
    config.setProperty("hazelcast.operation.generic.thread.count", "2");
    config.setProperty("hazelcast.io.thread.count", "1");
    config.setProperty("hazelcast.event.thread.count", "1");
    config.setProperty("hazelcast.health.monitoring.level", "OFF");
    config.getJetConfig().setEnabled(false);
    config
        .getMemberAttributeConfig()
        .setAttribute(ROLE, role)
        .setAttribute(HTTP, http)
        .setAttribute(INCARNATION, incarnation);
    int chosen = port == 0 ? freePort() : port;
    // An endpoint of its own for members, not the one for all protocols: that one's writing thread
    // spins in 5.7.0 towards a frozen member that it connects to anew, and starves the others.
    ServerSocketEndpointConfig endpoint =
        new ServerSocketEndpointConfig()
            .setPort(chosen)
            .setPortAutoIncrement(false)
            .setPublicAddress(host + ":" + chosen);
    endpoint.getInterfaces().setEnabled(true).addInterface(host);
    endpoint
        .setSocketConnectTimeoutSeconds(2)
        // While an attempt stands open no other is made to that address: one to a host that went
        // away without a word ends after a minute.
        .setSocketKeepIdleSeconds(30)
        .setSocketKeepIntervalSeconds(10)
        .setSocketKeepCount(3);
    AdvancedNetworkConfig network = config.getAdvancedNetworkConfig().setEnabled(true);
    network.setMemberEndpointConfig(endpoint);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (kubernetesService.isEmpty()) {
      join.getTcpIpConfig().setEnabled(true).setMembers(awake);
    } else {
      join.getKubernetesConfig().setEnabled(true).setProperty("service-dns", kubernetesService);
    }
    for (String map : List.of(ORDERS, STATUS, TASKS, SHOWN)) {
      config.addMapConfig(
          new MapConfig(map)
              .setBackupCount(1)
              // No split-brain protection: it would stop a half of a split grid and make nothing
              // safer, since Kafka decides who may commit. After a split the newer picture stays;
              // what is older by term and number is refused by whoever reads it.
              // The merge policy compares times of update, which are kept only with these.
              .setPerEntryStatsEnabled(true)
              .setMergePolicyConfig(
                  new MergePolicyConfig(LatestUpdateMergePolicy.class.getName(), 100)));
    }
    return config;
  }
}
