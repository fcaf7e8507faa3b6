package io.millrace.ops.acceptance.chaos;

import io.millrace.common.failpoint.Failpoint;
import io.millrace.ops.acceptance.chaos.FailpointCell.Action;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that the processes' failpoints look into: arms cells, sees which were reached, and
 * does what is done from outside. One thread uses it.
 */
final class ArmedCells {
  private final Path folder;
  private final Fleet fleet;
  private final Duration frozenFor;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Failpoint> held = new ArrayList<>();

  /**
   * @param frozenFor how long a process that hangs stands still: beyond the lease
   */
  ArmedCells(Path folder, Fleet fleet, Duration frozenFor) {
    this.folder = folder;
    this.fleet = fleet;
    this.frozenFor = frozenFor;
  }

  private static final class Cell {
    private final FailpointCell what;
    private Node frozen;
    private long frozenNanos;
    private boolean over;

    Cell(FailpointCell what) {
      this.what = what;
    }
  }

  void arm(FailpointCell cell) {
    write(cell.point().name(), cell.action() + " " + cell.nth() + "\n");
    cells.add(new Cell(cell));
  }

  /** Has the first thread that comes there wait for {@link #letGo}; its process lives on. */
  void hold(Failpoint point) {
    write(point.name(), "HANG 1\n");
    held.add(point);
  }

  boolean isHeld(Failpoint point) {
    return Files.exists(folder.resolve(point + ".reached"));
  }

  void letGo(Failpoint point) {
    write(point + ".go", "");
  }

  /** Sees what was reached since the last look; returns whether all were, and are over. */
  boolean look() {
    for (Cell cell : cells) {
      if (!cell.over) {
        cell.over = look(cell);
      }
    }
    return cells.stream().allMatch(cell -> cell.over);
  }

  private boolean look(Cell cell) {
    if (cell.frozen != null) {
      boolean slept = System.nanoTime() - cell.frozenNanos >= frozenFor.toNanos();
      if (slept) {
        write(cell.what.point() + ".go", "");
        cell.frozen.wake();
      }
      return slept;
    }
    Optional<Long> reachedBy = reachedBy(cell.what);
    if (reachedBy.isEmpty() || cell.what.action() == Action.THROW) {
      return reachedBy.isPresent();
    }
    Optional<Node> found = node(reachedBy.get());
    if (found.isEmpty()) {
      // Its process met another cell's end and was started again.
      return true;
    }
    Node node = found.get();
    if (node.hasFallen()) {
      node.start();
      return true;
    }
    if (cell.what.action() == Action.HANG && node.isUp()) {
      node.freeze();
      cell.frozen = node;
      cell.frozenNanos = System.nanoTime();
    }
    return false;
  }

  private Optional<Node> node(long pid) {
    return fleet.all().stream().filter(node -> node.pid() == pid).findFirst();
  }

  private Optional<Long> reachedBy(FailpointCell cell) {
    Path reached = folder.resolve(cell.point() + ".reached");
    try {
      return Files.exists(reached)
          ? Optional.of(Long.parseLong(Files.readString(reached)))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(reached.toString(), e);
    }
  }

  /** A process that ended though no cell wanted it to. */
  Optional<Node> fallen() {
    return fleet.all().stream().filter(Node::hasFallen).filter(node -> !isWanted(node)).findFirst();
  }

  private boolean isWanted(Node node) {
    return cells.stream()
        .filter(cell -> !cell.over)
        .anyMatch(cell -> reachedBy(cell.what).filter(pid -> pid == node.pid()).isPresent());
  }

  List<FailpointCell> notReached() {
    return cells.stream().map(cell -> cell.what).filter(cell -> reachedBy(cell).isEmpty()).toList();
  }

  /** Disarms all and has every process at work, for whatever comes next. */
  void clear() {
    held.forEach(this::letGo);
    held.clear();
    for (Cell cell : cells) {
      write(cell.what.point() + ".go", "");
      if (cell.frozen != null && !cell.over) {
        cell.frozen.wake();
      }
    }
    fleet.all().stream().filter(Node::hasFallen).forEach(Node::start);
    cells.clear();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".go")).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
  }

  private void write(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Path written = folder.resolve(name + ".new");
      Files.writeString(written, text);
      if (!name.endsWith(".go")) {
        Files.deleteIfExists(folder.resolve(name + ".go"));
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
