package bitwright.arith;

/** How a value between two neighbours of a format chooses one of them. */
public enum Rounding {
    /** The nearer one; a tie goes to the one with an even last bit (IEEE 754 roundTiesToEven). */
    NEAREST_EVEN("rne"),
    /** The nearer one; a tie goes away from zero. */
    NEAREST_AWAY("rna"),
    /** The nearer one; a tie goes toward zero. */
    NEAREST_TOWARD_ZERO("rnz"),
    /** The nearer one; a tie goes toward plus infinity. */
    NEAREST_UP("rnu"),
    /** The one of smaller magnitude. */
    TOWARD_ZERO("rtz"),
    /** The larger one. */
    UP("rtp"),
    /** The smaller one. */
    DOWN("rtn"),
    /** The one whose last bit is set (von Neumann); a second rounding to two or more bits fewer is then harmless. */
    TO_ODD("rto");

    private final String shortName;

    Rounding(String shortName) {
        this.shortName = shortName;
    }

    /** The three-letter name of tables and file names, such as {@code rne}. */
    public String shortName() {
        return shortName;
    }

    /**
     * Rounds a magnitude {@code kept + rest / 2^drop} to an integer.
     *
     * @param kept the integer part
     * @param rest the fraction in units of 2^−drop, below 2^drop
     * @param drop bits of the fraction, 1 to 62
     * @param negative whether the value is below zero
     */
    long round(long kept, long rest, int drop, boolean negative) {
        long half = 1L << (drop - 1);
        return switch (this) {
            case NEAREST_EVEN -> rest > half || (rest == half && (kept & 1) != 0) ? kept + 1 : kept;
            case NEAREST_AWAY -> rest >= half ? kept + 1 : kept;
            case NEAREST_TOWARD_ZERO -> rest > half ? kept + 1 : kept;
            case NEAREST_UP -> rest > half || (rest == half && !negative) ? kept + 1 : kept;
            case TOWARD_ZERO -> kept;
            case UP -> rest != 0 && !negative ? kept + 1 : kept;
            case DOWN -> rest != 0 && negative ? kept + 1 : kept;
            case TO_ODD -> rest != 0 ? kept | 1 : kept;
        };
    }

    /** Whether a value above the largest finite one stays there instead of going to infinity (IEEE 754, 7.4). */
    boolean staysFinite(boolean negative) {
        return switch (this) {
            case TOWARD_ZERO, TO_ODD -> true;
            case UP -> negative;
            case DOWN -> !negative;
            default -> false;
        };
    }
}
