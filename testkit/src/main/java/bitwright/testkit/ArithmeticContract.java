package bitwright.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.CodedLayer;
import bitwright.accel.number.CodedTensor;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.PeArithmetic;
import bitwright.accel.number.SumOrder;
import bitwright.arith.FloatFormat;
import bitwright.arith.catalog.Formats;
import bitwright.arith.posit.Posit;
import bitwright.workload.Geometry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the {@link Arithmetic} of every PE of number formats must keep: sums are those of exact rationals, rounded where and as
 * the register says, and the bulk form that runs whole networks equals it. Products are exact ones, or those of the
 * arithmetic's own multiplier; operands are random codes, all finite, with zeros, largest and smallest values among them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public interface ArithmeticContract {
    /** The arithmetic under test: a float or posit register that rounds to nearest even, an exact one, or an integer that wraps. */
    Arithmetic arithmetic();

    @Test
    default void sumsAreExactRationalsRoundedWhereTheRegisterRounds() {
        var random = new SplittableRandom(1);
        Arithmetic spec = arithmetic();
        var definition = new PeArithmetic(spec);
        var sum = definition.start();
        for (int trial = 0; trial < 300; trial++) {
            int steps = 1 + trial % 7;
            int[] a = codes(random, spec, spec.activations(), steps);
            int[] w = codes(random, spec, spec.weights(), steps);
            sum.clear();
            var oracle = new Rationals(spec);
            for (int k = 0; k < a.length; k += spec.lanes()) {
                definition.step(sum, a, w, k, k + spec.lanes());
                oracle.step(a, w, k);
            }
            assertThat(sum.value()).as("seed 1 trial " + trial).isEqualTo(oracle.value());
        }
    }

    /** A matrix product through the bulk form, row by row against the definition. */
    @Test
    default void theBulkFormIsTheDefinition() {
        var random = new SplittableRandom(2);
        Arithmetic spec = arithmetic();
        var definition = new PeArithmetic(spec);
        int filters = 3;
        for (int trial = 0; trial < 20; trial++) {
            int steps = 1 + trial % 5;
            int depth = steps * spec.lanes();
            int[] a = codes(random, spec, spec.activations(), steps);
            int[] w = codes(random, spec, spec.weights(), steps * filters);
            var layer = new CodedLayer(
                    spec, SumOrder.PLAIN, Geometry.UNIT, new int[] {filters, depth}, tensor(spec, spec.weights(), w));
            double[] sums = layer.sums(tensor(spec, spec.activations(), a), new int[] {1, depth});
            for (int f = 0; f < filters; f++) {
                var sum = definition.start();
                int[] own = Arrays.copyOfRange(w, f * depth, (f + 1) * depth);
                for (int k = 0; k < depth; k += spec.lanes()) {
                    definition.step(sum, a, own, k, k + spec.lanes());
                }
                assertThat(sums[f]).as("seed 2 trial " + trial).isEqualTo(sum.value());
            }
        }
    }

    private static CodedTensor tensor(Arithmetic spec, OperandFormat format, int[] codes) {
        double[] values = Arrays.stream(codes)
                .mapToDouble(code -> spec.isInteger() ? code : value(format, code))
                .toArray();
        return new CodedTensor(codes, values, new double[] {1}, spec.isInteger() ? 0 : zero(format), 0);
    }

    private static int zero(OperandFormat format) {
        return format.element().encode(0);
    }

    private static double value(OperandFormat format, int code) {
        double element = format.element().decode(format.block().isPresent() ? OperandFormat.elementOf(code) : code);
        return format.block()
                .map(block -> element * block.scale().decode(OperandFormat.scaleCodeOf(code)))
                .orElse(element);
    }

    /** Finite codes, a step's blocks under one scale. */
    private static int[] codes(SplittableRandom random, Arithmetic spec, OperandFormat format, int steps) {
        int lanes = spec.lanes();
        var codes = new int[steps * lanes];
        int scale = 0;
        for (int i = 0; i < codes.length; i++) {
            if (format.block().isPresent() && i % lanes == 0) {
                int one = format.block().get().scale().encode(1);
                scale = one + random.nextInt(-3, 4);
            }
            do {
                codes[i] = switch (random.nextInt(8)) {
                    case 0 -> zero(format);
                    case 1 -> format.element().encode(format.element().maxFinite() * (random.nextBoolean() ? 1 : -1));
                    case 2 -> 1;
                    default -> (int) random.nextLong(1L << format.bits());
                };
            } while (!Double.isFinite(format.element().decode(codes[i])));
            if (spec.isInteger()) {
                codes[i] = (int) format.element().decode(codes[i]);
            } else if (format.block().isPresent()) {
                codes[i] = OperandFormat.code(codes[i], scale);
            }
        }
        return codes;
    }

    /** A register of exact rationals that rounds by its own code. */
    final class Rationals {
        /** Numbers are integers in units of 2 to this power. */
        private static final int UNIT = -1300;

        private final Arithmetic spec;
        private BigInteger sum = BigInteger.ZERO;
        private double beyond;

        Rationals(Arithmetic spec) {
            this.spec = spec;
        }

        private static BigInteger units(double value) {
            if (value == 0) {
                return BigInteger.ZERO;
            }
            int exponent = Math.getExponent(value) - 52;
            return BigInteger.valueOf((long) Math.scalb(value, -exponent)).shiftLeft(exponent - UNIT);
        }

        private BigInteger product(int a, int w) {
            if (spec.product() != Arithmetic.Product.EXACT) {
                return units(spec.multiplier().product(a, w));
            }
            double x = spec.isInteger() ? a : ArithmeticContract.value(spec.activations(), a);
            double y = spec.isInteger() ? w : ArithmeticContract.value(spec.weights(), w);
            return units(x).multiply(units(y)).shiftRight(-UNIT);
        }

        void step(int[] a, int[] w, int from) {
            int lanes = spec.lanes();
            BigInteger[] products = new BigInteger[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                products[lane] = product(a[from + lane], w[from + lane]);
            }
            boolean tree = lanes > 1 && spec.inside() == Arithmetic.Inside.TREE;
            for (int left = lanes; tree && left > 1; left = (left + 1) / 2) {
                for (int i = 0; i < left / 2; i++) {
                    products[i] = rounded(products[2 * i].add(products[2 * i + 1]));
                }
                if (left % 2 == 1) {
                    products[left / 2] = products[left - 1];
                }
            }
            BigInteger joining = tree ? products[0] : Arrays.stream(products).reduce(BigInteger.ZERO, BigInteger::add);
            sum = rounded(sum.add(joining));
        }

        private BigInteger rounded(BigInteger exact) {
            var register = spec.accumulator();
            if (register.isExact() || exact.signum() == 0 || beyond != 0) {
                return exact;
            }
            if (register.isPosit()) {
                return posit((Posit) Formats.named(register.format()), exact);
            }
            if (register.isInteger()) {
                BigInteger modulus = BigInteger.ONE.shiftLeft(register.bits() - UNIT);
                BigInteger low = exact.mod(modulus);
                return low.testBit(register.bits() - 1 - UNIT) ? low.subtract(modulus) : low;
            }
            var format = (FloatFormat) Formats.named(register.format());
            int exponent = exact.abs().bitLength() - 1 + UNIT;
            int last = Math.max(exponent, format.minExponent()) - format.mantissaBits() - UNIT;
            BigInteger[] parts = exact.abs().divideAndRemainder(BigInteger.ONE.shiftLeft(last));
            int half = parts[1].shiftLeft(1).compareTo(BigInteger.ONE.shiftLeft(last));
            boolean up = half > 0 || half == 0 && parts[0].testBit(0);
            BigInteger size = (up ? parts[0].add(BigInteger.ONE) : parts[0]).shiftLeft(last);
            if (size.compareTo(units(format.maxFinite())) > 0) {
                beyond = format.decode(format.infinityCode(exact.signum() < 0));
            }
            return exact.signum() < 0 ? size.negate() : size;
        }

        /** The nearest posit on the string of one bit more, by looking for it: the code below, and the point half way up. */
        private static BigInteger posit(Posit format, BigInteger exact) {
            BigInteger size = exact.abs();
            int low = 0;
            int high = (1 << format.bits() - 1) - 1;
            while (low < high) {
                int middle = (low + high + 1) / 2;
                if (units(format.decode(middle)).compareTo(size) <= 0) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            int code = low;
            if (low == 0) {
                code = 1;
            } else if (low < (1 << format.bits() - 1) - 1) {
                var finer = new Posit(format.bits() + 1, format.exponentBits());
                int half = units(finer.decode(2 * low + 1)).compareTo(size);
                code = half < 0 || half == 0 && low % 2 == 1 ? low + 1 : low;
            }
            BigInteger found = units(format.decode(code));
            return exact.signum() < 0 ? found.negate() : found;
        }

        double value() {
            if (beyond != 0 && !Double.isFinite(beyond)) {
                return beyond;
            }
            return new BigDecimal(sum)
                    .multiply(new BigDecimal(Math.scalb(1.0, UNIT / 2)))
                    .multiply(new BigDecimal(Math.scalb(1.0, UNIT - UNIT / 2)))
                    .doubleValue();
        }
    }
}
