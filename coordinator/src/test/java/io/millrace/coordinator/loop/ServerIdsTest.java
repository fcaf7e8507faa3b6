package io.millrace.coordinator.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerIdsTest {
  @Test
  void everyResourceHasItsOwn() {
    ServerIds ids = new ServerIds("millrace");
    Set<Long> seen = new HashSet<>();
    for (int task = 0; task < 20_000; task++) {
      for (String resource : new String[] {"binlog", "lane-0", "lane-1", "lane-2", "lane-3"}) {
        long id = ids.of("task" + task, resource);
        assertThat(id).isBetween(ServerIds.FIRST, ServerIds.LAST);
        assertThat(seen.add(id)).isTrue();
      }
    }
  }

  @Test
  void itIsTheSameInTheNextTermAndAnotherInAnotherCluster() {
    long here = new ServerIds("millrace").of("t", "binlog");
    assertThat(new ServerIds("millrace").of("t", "binlog")).isEqualTo(here);
    assertThat(new ServerIds("other").of("t", "binlog")).isNotEqualTo(here);
  }

  @Test
  void theIdsOfATaskThatIsGoneAreFree() {
    ServerIds ids = new ServerIds("millrace");
    long first = ids.of("t", "binlog");
    ids.forget("t");
    assertThat(ids.of("t", "binlog")).isEqualTo(first);
  }
}
