package io.millrace.common.grid;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks addresses of the grid whether somebody is awake behind them. A frozen process's kernel still
 * takes connections, so only an answer tells: a member answers the three bytes that every
 * connection between members begins with by the same three.
 *
 * @param patience how long an address that takes the connection may be silent
 */
record DoorKnock(Duration patience) {
  private static final byte[] GREETING = "HZC".getBytes(StandardCharsets.US_ASCII);
  private static final int CONNECT_MILLIS = 1_000;

  private enum Answer {
    AWAKE,
    SILENT,
    NOBODY
  }

  private record Heard(String address, Answer answer) {}

  /**
   * Knocks at all at once; blocks until one answers, at most for the patience and a second.
   *
   * @param addresses {@code host:port}
   * @return those that took the connection and kept silent; none when one of the others answered
   */
  List<String> silentWhenNobodyAnswers(List<String> addresses) {
    ExecutorService threads = Executors.newCachedThreadPool(DoorKnock::thread);
    try {
      CompletionService<Heard> answers = new ExecutorCompletionService<>(threads);
      addresses.forEach(address -> answers.submit(() -> new Heard(address, knock(address))));
      long deadline = System.nanoTime() + patience.plusMillis(CONNECT_MILLIS).toNanos();
      List<String> silent = new ArrayList<>();
      for (int i = 0; i < addresses.size(); i++) {
        Future<Heard> next = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          break;
        }
        Heard heard = next.get();
        if (heard.answer() == Answer.AWAKE) {
          return List.of();
        }
        if (heard.answer() == Answer.SILENT) {
          silent.add(heard.address());
        }
      }
      return List.copyOf(silent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException e) {
      throw new IllegalStateException("tried to ask the grid's members " + addresses, e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Answer knock(String address) {
    int colon = address.lastIndexOf(':');
    InetSocketAddress target =
        new InetSocketAddress(
            address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    try (Socket socket = new Socket()) {
      socket.connect(target, CONNECT_MILLIS);
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.getOutputStream().write(GREETING);
      byte[] answer = socket.getInputStream().readNBytes(GREETING.length);
      return answer.length > 0 ? Answer.AWAKE : Answer.NOBODY;
    } catch (SocketTimeoutException e) {
      // While connecting, too: the host is gone, or a frozen process's queue is full.
      return Answer.SILENT;
    } catch (IOException e) {
      return Answer.NOBODY;
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "grid-door-knock");
    thread.setDaemon(true);
    return thread;
  }
}
