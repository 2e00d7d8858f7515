package bitwright.arith.posit;

import bitwright.arith.Check;
import bitwright.arith.FixedPointRegister;
import java.math.BigInteger;

/**
 * The exact accumulator of a posit format: sums of products without any rounding until it is read.
 *
 * <p>Its last place is minpos²; it is a two's complement register that wraps beyond its width and turns NaR, for good,
 * with the first NaR operand.
 */
public final class Quire {
    private final Posit posit;
    private final FixedPointRegister register;
    private boolean nar;

    private Quire(Posit posit, int bits) {
        this.posit = posit;
        this.register = new FixedPointRegister(bits, -2 * posit.maxScale());
    }

    /** The quire with 31 carry bits: 16n bits for the exponent size 2 of the Posit Standard 2022. */
    public static Quire standard(Posit posit) {
        return new Quire(posit, 4 * posit.maxScale() + 32);
    }

    /** The quires of SoftPosit: 32 bits for posit8_es0, 128 for posit16_es1, 512 for posit32_es2. */
    public static Quire softPosit(Posit posit) {
        int bits = switch (posit.name()) {
            case "posit8_es0" -> 32;
            case "posit16_es1" -> 128;
            case "posit32_es2" -> 512;
            default -> 0;
        };
        Check.that(bits > 0, "SoftPosit has quires for posit8_es0, posit16_es1 and posit32_es2", posit.name());
        return new Quire(posit, bits);
    }

    /** Width in bits. */
    public int bits() {
        return register.bits();
    }

    /** Whether a NaR has been added. */
    public boolean isNar() {
        return nar;
    }

    /** Sets the quire to zero. */
    public void clear() {
        register.clear();
        nar = false;
    }

    /** Adds a · b exactly. */
    public void addProduct(int a, int b) {
        a &= posit.mask();
        b &= posit.mask();
        if (a == posit.nar() || b == posit.nar()) {
            nar = true;
            return;
        }
        if (a == 0 || b == 0) {
            return;
        }
        int sizeA = posit.magnitude(a);
        int sizeB = posit.magnitude(b);
        long product = (posit.significand(sizeA) >>> 32) * (posit.significand(sizeB) >>> 32);
        register.add(product, posit.scale(sizeA) + posit.scale(sizeB) - 62, posit.isNegative(a) != posit.isNegative(b));
    }

    /** Adds one posit exactly. */
    public void add(int a) {
        addProduct(a, 1 << (posit.bits() - 2)); // the code of 1
    }

    /** Adds Σ a[i]·b[i] over a range of codes, exactly. */
    public void addProducts(int[] a, int[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            addProduct(a[i], b[i]);
        }
    }

    /** The content rounded to a posit, once. */
    public int toPosit() {
        if (nar) {
            return posit.nar();
        }
        var leading = register.leading();
        return leading.significand() == 0
                ? 0
                : posit.pack(leading.negative(), leading.exponent(), leading.significand(), leading.inexact());
    }

    /** The register as an integer in units of minpos²; NaR is the most negative one. */
    public BigInteger integer() {
        return nar ? BigInteger.ONE.shiftLeft(bits() - 1).negate() : register.integer();
    }

    /** The register's bits, 64 to a limb, lowest first, sign-extended above the width. */
    public long[] limbs() {
        if (!nar) {
            return register.limbs();
        }
        long[] limbs = new long[(bits() + 63) / 64];
        limbs[limbs.length - 1] = -1L << ((bits() - 1) & 63);
        return limbs;
    }
}
