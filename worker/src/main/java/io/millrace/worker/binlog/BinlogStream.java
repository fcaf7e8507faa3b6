package io.millrace.worker.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.ServerException;
import io.millrace.common.error.ErrorCode;
import io.millrace.common.error.MillraceException;
import io.millrace.proto.task.TaskDefinition;
import io.millrace.worker.mysql.SourceErrors;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection to a source that streams its binlog. The library beneath does the handshake and
 * the packets and nothing else: events are cut, their place is followed and the listener is called
 * here, since the library would go on after an error of any of these.
 *
 * <p>{@link #run} is called once, by the thread that all events come on; {@link #close} by any
 * other.
 */
public final class BinlogStream implements AutoCloseable {
  /** A stream that is silent for this many heartbeats is dead. */
  private static final int SILENT_HEARTBEATS = 4;

  private final BinaryLogClient client;
  private final String address;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param source where; its password is not looked at
   * @param password plain, null for none
   * @param serverId unique among all readers of the source: the server ends the older of two
   * @param heartbeat how often the server speaks while nothing happens
   */
  public BinlogStream(
      TaskDefinition.Source source, String password, long serverId, Duration heartbeat) {
    this(source, password, serverId, heartbeat, heartbeat.multipliedBy(SILENT_HEARTBEATS));
  }

  /**
   * @param source where; its password is not looked at
   * @param password plain, null for none
   * @param serverId unique among all readers of the source: the server ends the older of two
   * @param heartbeat how often the server speaks while nothing happens
   * @param silence after which the stream is dead
   */
  public BinlogStream(
      TaskDefinition.Source source,
      String password,
      long serverId,
      Duration heartbeat,
      Duration silence) {
    this(source, password, heartbeat, silence);
    if (serverId < 1 || serverId > 0xffff_ffffL) {
      throw new IllegalArgumentException("server id " + serverId);
    }
    client.setServerId(serverId);
    client.setBlocking(true);
  }

  /** Without a server id of its own, as mysqlbinlog: it waits for nothing and ends no reader. */
  private BinlogStream(
      TaskDefinition.Source source, String password, Duration heartbeat, Duration silence) {
    Objects.requireNonNull(source, "source");
    if (source.encryption() == TaskDefinition.Encryption.TLS) {
      throw new MillraceException(
          ErrorCode.NOT_SUPPORTED,
          "source.encryption: this version reads a binlog without TLS only");
    }
    address = source.host() + ":" + source.port();
    client =
        new BinaryLogClient(
            source.host(),
            source.port(),
            source.user() == null ? "" : source.user(),
            password == null ? "" : password);
    client.setBlocking(false);
    client.setSSLMode(SSLMode.DISABLED);
    client.setKeepAlive(false);
    client.setGtidSetFallbackToPurged(false);
    client.setUseBinlogFilenamePositionInGtidMode(false);
    client.setHeartbeatInterval(heartbeat.toMillis());
    client.setNetReadTimeout(silence.toMillis());
  }

  /**
   * One that reads what is there and ends, beside whatever else reads the source: no server id.
   *
   * @param silence after which the stream is dead
   */
  public static BinlogStream ofPast(
      TaskDefinition.Source source, String password, Duration silence) {
    return new BinlogStream(source, password, silence, silence);
  }

  /**
   * Reads until {@link #close}, which makes it return.
   *
   * @throws MillraceException what the listener threw, or SOURCE_UNREACHABLE, SOURCE_LOGIN_REFUSED,
   *     SOURCE_DENIED, SOURCE_ERROR: the stream is over and this object of no further use
   */
  public void run(BinlogStart start, BinlogListener listener) throws InterruptedException {
    begin(start);
    EventPump pump = new EventPump(new EventReader(address, listener), closed);
    client.setEventDeserializer(pump);
    client.registerLifecycleListener(pump.endings());
    IOException thrown = null;
    try {
      if (!closed.get()) {
        client.connect();
      }
    } catch (IOException e) {
      thrown = e;
    }
    pump.throwFailure();
    if (closed.get()) {
      return;
    }
    throw lost(thrown != null ? thrown : pump.ending());
  }

  private void begin(BinlogStart start) {
    if (start instanceof BinlogStart.AfterGtids after) {
      client.setGtidSet(after.executed().toString());
    } else if (start instanceof BinlogStart.AtPlace at) {
      client.setBinlogFilename(at.place().file());
      client.setBinlogPosition(at.place().offset());
    }
  }

  private MillraceException lost(Exception e) {
    String tried = "Reading the binlog of " + address;
    if (e instanceof AuthenticationException refused && refused.getErrorCode() == 0) {
      return new MillraceException(
          ErrorCode.SOURCE_LOGIN_REFUSED, tried + ": " + refused.getMessage(), refused);
    }
    if (e instanceof ServerException server) {
      return SourceErrors.of(
          server.getErrorCode(), server.getSqlState(), server.getMessage(), tried);
    }
    String why = e == null ? "the server closed the connection" : String.valueOf(e.getMessage());
    return new MillraceException(ErrorCode.SOURCE_UNREACHABLE, tried + ": " + why, e);
  }

  /** Ends {@link #run}; waits until its listener is done. */
  @Override
  public void close() {
    closed.set(true);
    try {
      client.disconnect();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
