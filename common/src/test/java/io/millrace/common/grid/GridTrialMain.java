package io.millrace.common.grid;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A process that is one member of the grid. It puts a count under its name into a map five times a
 * second, and says on stdout as often how the grid looks from here.
 */
final class GridTrialMain {
  private static final int BEATS_PER_SECOND = 5;

  private GridTrialMain() {}

  /** Arguments: name, port, members separated by commas, seconds of the failure detection. */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    String name = args[0];
    GridMember settings =
        new GridMember(
            "trial",
            "127.0.0.1",
            Integer.parseInt(args[1]),
            List.of(args[2].split(",")),
            "",
            GridMember.WORKER,
            "",
            "",
            Duration.ofSeconds(Long.parseLong(args[3])));
    HazelcastInstance member = settings.join();
    IMap<String, Long> beats = member.getMap("beats");
    Map<String, Long> heardNanos = new ConcurrentHashMap<>();
    beats.addEntryListener(new Ear(heardNanos), true);
    BusiestThread busiest = new BusiestThread();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    Beat beat = new Beat(name, member, beats, heardNanos, busiest);
    clock.scheduleAtFixedRate(beat, 0, 1_000 / BEATS_PER_SECOND, TimeUnit.MILLISECONDS).get();
  }

  private record Ear(Map<String, Long> heardNanos)
      implements EntryAddedListener<String, Long>, EntryUpdatedListener<String, Long> {
    @Override
    public void entryAdded(EntryEvent<String, Long> event) {
      heardNanos.put(event.getKey(), System.nanoTime());
    }

    @Override
    public void entryUpdated(EntryEvent<String, Long> event) {
      heardNanos.put(event.getKey(), System.nanoTime());
    }
  }

  private record Beat(
      String name,
      HazelcastInstance member,
      IMap<String, Long> beats,
      Map<String, Long> heardNanos,
      BusiestThread busiest)
      implements Runnable {
    @Override
    public void run() {
      long now = System.nanoTime();
      beats.setAsync(name, now);
      GridReport report =
          new GridReport(
              member.getCluster().getMembers().size(),
              silencesMillis(now),
              busiest.percent(now),
              busiest.name());
      System.out.println(report.toLine());
    }

    private Map<String, Long> silencesMillis(long now) {
      Map<String, Long> silences = new ConcurrentHashMap<>();
      heardNanos.forEach(
          (from, heard) -> silences.put(from, TimeUnit.NANOSECONDS.toMillis(now - heard)));
      return silences;
    }
  }
}
