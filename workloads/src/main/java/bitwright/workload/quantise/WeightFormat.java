package bitwright.workload.quantise;

import bitwright.workload.IntegerFormat;

/**
 * What weights are rounded to: integers times a scale that some of them share. Elements of narrow floats are integers in
 * units of their smallest step.
 */
public interface WeightFormat {
    /** All weights of a layer share a scale. */
    int TENSOR = -1;

    /** The weights of a filter share a scale. */
    int CHANNEL = 0;

    /** The name by which commands and reports know it. */
    String name();

    /** The format of the codes. */
    IntegerFormat codes();

    /** How many weights along the channels share a scale; the last of a row may be fewer. */
    int group();

    /** The scale of the values in [from, to): positive and finite, whatever they are. */
    float scale(float[] values, int from, int to);

    /** The nearest code under a scale, cut to the format. */
    int code(double value, float scale);
}
