package bitwright.accel.gnn;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long nodes stayed in their slots, by how many messages they took. */
final class NodeTimes {
    /** Of the nodes with one number of messages: how many, and their cycles. */
    static final class Times {
        long nodes;
        long total;
        long least = Long.MAX_VALUE;
        long most;

        double mean() {
            return (double) total / nodes;
        }
    }

    /** Numbers of messages up to this have a place in an array. */
    private static final int SMALL = 1024;

    private final Times[] small = new Times[SMALL];
    private final TreeMap<Integer, Times> large = new TreeMap<>();
    private long nodes;
    private long cycles;

    void add(int messages, long latency) {
        Times times;
        if (messages < SMALL) {
            times = small[messages];
            if (times == null) {
                times = new Times();
                small[messages] = times;
            }
        } else {
            times = large.computeIfAbsent(messages, unused -> new Times());
        }
        times.nodes++;
        times.total += latency;
        times.least = Math.min(times.least, latency);
        times.most = Math.max(times.most, latency);
        nodes++;
        cycles += latency;
    }

    long nodes() {
        return nodes;
    }

    /** Cycles of all nodes together. */
    long cycles() {
        return cycles;
    }

    /** By number of messages, ascending. */
    Map<Integer, Times> byMessages() {
        var all = new TreeMap<Integer, Times>(large);
        for (int i = 0; i < SMALL; i++) {
            if (small[i] != null) {
                all.put(i, small[i]);
            }
        }
        return all;
    }

    List<GraphTime.Latency> latencies() {
        return byMessages().entrySet().stream()
                .map(entry -> new GraphTime.Latency(
                        entry.getKey(),
                        entry.getValue().nodes,
                        entry.getValue().mean(),
                        entry.getValue().least,
                        entry.getValue().most))
                .toList();
    }
}
