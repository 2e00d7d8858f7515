package bitwright.sim.trace;

import bitwright.sim.engine.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The recordings of a run, one a layer. */
public final class RunRecording implements Timelines {
    private final String name;
    private final int mostOfATrack;
    private final Map<String, Recording> layers = new TreeMap<>();

    /**
     * Without layers yet.
     *
     * @param name the design's
     * @param mostOfATrack entries that a track of a layer keeps
     */
    public RunRecording(String name, int mostOfATrack) {
        this.name = name;
        this.mostOfATrack = mostOfATrack;
    }

    @Override
    public synchronized Timeline of(String layer, Clock clock) {
        return layers.computeIfAbsent(layer, unused -> new Recording(clock, mostOfATrack));
    }

    /** What has been recorded, in alphabetical order: layers, or what else a machine shows. */
    public synchronized List<String> names() {
        return List.copyOf(layers.keySet());
    }

    String name() {
        return name;
    }

    /** The recording of a layer, or null if it asked for none. */
    synchronized Recording layer(String layer) {
        return layers.get(layer);
    }
}
