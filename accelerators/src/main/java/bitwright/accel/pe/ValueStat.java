package bitwright.accel.pe;

/** A number that hardware derives from one operand: its width, its passes, its terms. */
public interface ValueStat {
    int of(int value);

    /** Whether {@link #of} is the same for every value, so that nobody needs to look at the tensor. */
    default boolean isConstant() {
        return false;
    }

    /** A statistic that the layer's profile fixes. */
    static ValueStat constant(int stat) {
        return new ValueStat() {
            @Override
            public int of(int value) {
                return stat;
            }

            @Override
            public boolean isConstant() {
                return true;
            }
        };
    }
}
