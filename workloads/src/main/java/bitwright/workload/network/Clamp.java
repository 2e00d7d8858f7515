package bitwright.workload.network;

import bitwright.workload.IntegerFormat;

/** The codes between which an output is cut off, which is how activation functions survive quantisation. */
public record Clamp(int low, int high) {
    public Clamp {
        if (low > high) {
            throw new IllegalArgumentException("clamp must be [low, high], got [" + low + ", " + high + "]");
        }
    }

    /** Nothing but the format's own range. */
    public static Clamp of(IntegerFormat format) {
        return new Clamp(format.least(), format.largest());
    }

    public int cut(long code) {
        return (int) Math.max(low, Math.min(high, code));
    }
}
