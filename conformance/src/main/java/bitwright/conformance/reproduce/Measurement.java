package bitwright.conformance.reproduce;

import java.util.List;
import java.util.Map;

/** Simulates what a paper's figures can be held against. */
interface Measurement {
    /**
     * Our figures by the keys of the paper's table.
     *
     * @param threads layers that may be simulated side by side, at least 1; no figure depends on it
     */
    Map<String, Double> measure(int threads);

    /** What becomes of the figures under other parameters than those that were fixed beforehand, and what else was measured. */
    default List<FigureRow> sensitivity(int threads) {
        return List.of();
    }
}
