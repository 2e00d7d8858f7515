package bitwright.accel.gnn;

/** What a nodeslot does, or what it waits for: finer than the states of the node scoreboard, which {@link #state} names. */
enum SlotPhase {
    EMPTY("empty", null),
    PROGRAMMED("beingProgrammed", "PROG_DONE"),
    PREFETCHER("waitingForPrefetcher", null),
    BANK("waitingForBank", null),
    LIST("fetchingList", "FETCH_NB_LIST"),
    SCALES("fetchingScaleFactors", "FETCH_SCALE_FACTORS"),
    MESSAGES("fetchingFeatures", "FETCH_NEIGHBOURS"),
    RESPONSE("waitingToRespond", null),
    AGGREGATOR("waitingForAggregator", null),
    AGGREGATION("aggregating", "AGGREGATION"),
    STREAM("aggregationWaitingForFeatures", null),
    BUFFER("waitingForAggregationBuffer", null),
    TRANSFORMER("waitingForTransformation", null),
    TRANSFORMATION("transforming", "TRANSFORMATION");

    /** As statistics call it. */
    final String word;

    /** The scoreboard's state that the phase begins; null where it goes on in the one before. */
    final String state;

    SlotPhase(String word, String state) {
        this.word = word;
        this.state = state;
    }
}
