package io.millrace.common.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoorKnockIT {
  private static final DoorKnock KNOCK = new DoorKnock(Duration.ofMillis(300));

  @Test
  void namesThoseThatTakeTheConnectionAndSayNothing() throws Exception {
    try (ServerSocket silent = listening()) {
      assertThat(KNOCK.silentWhenNobodyAnswers(List.of(nobody(), address(silent))))
          .containsExactly(address(silent));
    }
  }

  @Test
  void isContentAsSoonAsOneAnswers() throws Exception {
    DoorKnock patient = new DoorKnock(Duration.ofMinutes(1));
    try (ServerSocket silent = listening();
        ServerSocket awake = listening()) {
      Thread member = new Thread(() -> answer(awake), "awake");
      member.start();
      long beginNanos = System.nanoTime();
      assertThat(patient.silentWhenNobodyAnswers(List.of(address(silent), address(awake))))
          .isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - beginNanos))
          .isLessThan(Duration.ofSeconds(30));
      member.join();
    }
  }

  @Test
  void aRefusedConnectionAndAnUnknownHostAreNotSilence() throws Exception {
    assertThat(KNOCK.silentWhenNobodyAnswers(List.of(nobody(), "host.invalid:5701"))).isEmpty();
    assertThat(KNOCK.silentWhenNobodyAnswers(List.of())).isEmpty();
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(socket.getInputStream().readNBytes(3));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String nobody() throws IOException {
    try (ServerSocket socket = listening()) {
      return address(socket);
    }
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private static String address(ServerSocket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }
}
