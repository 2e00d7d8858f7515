package bitwright.accel.pe;

/** A number that hardware derives from one operand, for example how many terms it has. */
@FunctionalInterface
public interface ValueStat {
    int of(int value);
}
