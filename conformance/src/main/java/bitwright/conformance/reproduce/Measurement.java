package bitwright.conformance.reproduce;

import java.util.Map;

/** Simulates what a paper's figures can be held against. */
interface Measurement {
    /**
     * Our figures by the keys of the paper's table.
     *
     * @param threads layers that may be simulated side by side, at least 1; no figure depends on it
     */
    Map<String, Double> measure(int threads);
}
