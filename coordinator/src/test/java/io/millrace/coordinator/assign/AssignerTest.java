package io.millrace.coordinator.assign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AssignerTest {
  private static WorkerLoad worker(String name, int held) {
    return new WorkerLoad(name, false, held);
  }

  @Test
  void theOneThatHoldsLeastGetsTheNextResource() {
    assertThat(Assigner.choose(List.of(worker("a", 2), worker("b", 1), worker("c", 1))))
        .hasValue("b");
    assertThat(Assigner.choose(List.of(new WorkerLoad("a", true, 0), worker("b", 7))))
        .hasValue("b");
    assertThat(Assigner.choose(List.of(new WorkerLoad("a", true, 0)))).isEmpty();
  }

  @Test
  void aNewWorkerGetsFromTheFullest() {
    assertThat(Assigner.move(List.of(worker("a", 5), worker("b", 3), worker("new", 0))))
        .hasValue(new Move("a", "new"));
  }

  @Test
  void nothingMovesWhileTheyAreEven() {
    assertThat(Assigner.move(List.of(worker("a", 3), worker("b", 2)))).isEmpty();
    assertThat(Assigner.move(List.of(worker("a", 5)))).isEmpty();
    assertThat(Assigner.move(List.of())).isEmpty();
  }

  @Test
  void nothingMovesToOneThatIsLeaving() {
    assertThat(Assigner.move(List.of(worker("a", 5), new WorkerLoad("b", true, 0)))).isEmpty();
  }

  @Test
  void movesEndWithEvenLoads() {
    int[] held = {9, 0, 0};
    int moves = 0;
    while (true) {
      var move =
          Assigner.move(List.of(worker("0", held[0]), worker("1", held[1]), worker("2", held[2])));
      if (move.isEmpty()) {
        break;
      }
      held[Integer.parseInt(move.get().from())]--;
      held[Integer.parseInt(move.get().to())]++;
      moves++;
    }
    assertThat(held).containsExactly(3, 3, 3);
    assertThat(moves).isEqualTo(6);
  }

  @Test
  void tasksShareASourceByTheirWeights() {
    assertThat(Assigner.share(16, 1, 1)).isEqualTo(16);
    assertThat(Assigner.share(16, 1, 4)).isEqualTo(4);
    assertThat(Assigner.share(16, 3, 4)).isEqualTo(12);
    assertThat(Assigner.share(2, 1, 5)).isEqualTo(1);
    assertThat(Assigner.share(Integer.MAX_VALUE, 7, 7)).isEqualTo(Integer.MAX_VALUE);
  }
}
