package bitwright.arith.dot;

import bitwright.arith.Check;

/**
 * A sum of two words, sum and carry, to which a row of full adders adds a third without any carry running along it. Their
 * total modulo 2^width is the sum; it is only made where it is read.
 */
public final class CarrySaveRegister {
    private final int bits;
    private long sum;
    private long carry;

    /** @param bits width of both words, 2 to 64 */
    public CarrySaveRegister(int bits) {
        this.bits = Check.between("bits", bits, 2, Long.SIZE);
    }

    public void clear() {
        sum = 0;
        carry = 0;
    }

    /** One row of full adders; what leaves at the top is lost. */
    public void add(long addend) {
        long sums = sum ^ carry ^ addend;
        long carries = sum & carry | sum & addend | carry & addend;
        sum = sums;
        carry = carries << 1;
    }

    /** Takes over another register's words. */
    public void set(CarrySaveRegister other) {
        sum = other.sum;
        carry = other.carry;
    }

    /** The one full addition: sum and carry, as two's complement of the register's width. */
    public long total() {
        return wrap(sum + carry);
    }

    /** The word of the sums. */
    public long sumWord() {
        return wrap(sum);
    }

    /** The word of the carries. */
    public long carryWord() {
        return wrap(carry);
    }

    private long wrap(long word) {
        return word << (Long.SIZE - bits) >> (Long.SIZE - bits);
    }
}
