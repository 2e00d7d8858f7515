package bitwright.sim.trace;

import bitwright.sim.engine.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A timeline that is kept, for example of one layer. */
public final class Recording implements Timeline {
    record Span(String track, String what, long from, long to) {}

    record Level(String track, long time, long value) {}

    private final Clock clock;
    private final int most;
    private final List<Span> spans = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private final TreeMap<String, Integer> spansOfTracks = new TreeMap<>();
    private final TreeMap<String, Integer> levelsOfTracks = new TreeMap<>();
    private long end;

    /**
     * An empty one.
     *
     * @param clock what its ticks mean
     * @param most entries that a track keeps, the first ones; how many more there were is told
     */
    public Recording(Clock clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void span(String track, String what, long from, long to) {
        end = Math.max(end, to);
        if (to > from && spansOfTracks.merge(track, 1, Integer::sum) <= most) {
            spans.add(new Span(track, what, from, to));
        }
    }

    @Override
    public void level(String track, long time, long value) {
        end = Math.max(end, time);
        if (!levels.isEmpty()) {
            Level last = levels.get(levels.size() - 1);
            if (last.time == time && last.track.equals(track)) {
                levels.set(levels.size() - 1, new Level(track, time, value));
                return;
            }
        }
        if (levelsOfTracks.merge(track, 1, Integer::sum) <= most) {
            levels.add(new Level(track, time, value));
        }
    }

    Clock clock() {
        return clock;
    }

    /** The tick after the last one that anything was told of. */
    long end() {
        return end;
    }

    List<Span> spans() {
        return spans;
    }

    List<Level> levels() {
        return levels;
    }

    /** Spans of a track that were not kept. */
    int leftOut(String track) {
        return Math.max(0, spansOfTracks.getOrDefault(track, 0) - most);
    }

    /** Values of all quantities that were not kept. */
    int levelsLeftOut() {
        return levelsOfTracks.values().stream()
                .mapToInt(n -> Math.max(0, n - most))
                .sum();
    }

    /** The tracks with spans, in alphabetical order. */
    List<String> tracks() {
        return List.copyOf(spansOfTracks.keySet());
    }
}
