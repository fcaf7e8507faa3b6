package io.millrace.ops.demo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final int MANY = 500;

  @Test
  void noPortIsGivenTwiceWhileItIsKept() {
    try (Ports some = new Ports();
        Ports others = new Ports()) {
      List<Integer> taken = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        taken.add(some.take());
        taken.add(others.take());
      }
      assertThat(taken).doesNotHaveDuplicates();
    }
  }

  @Test
  void portsThatAreGivenBackAreTakenAgain() {
    for (int round = 0; round < 10; round++) {
      try (Ports ports = new Ports()) {
        for (int i = 0; i < MANY; i++) {
          assertThat(ports.take()).isPositive();
        }
      }
    }
  }
}
