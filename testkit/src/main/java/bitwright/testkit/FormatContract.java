package bitwright.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arith.NumberFormat;
import bitwright.arith.bulk.ByteCodec;
import bitwright.arith.bulk.ShortCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every {@link NumberFormat} must keep: its codes come back, its conversion is monotone and rounds exactly once, and the
 * bulk codecs equal it. A test class implements this interface, says which format it means, and inherits the tests.
 *
 * <p>All codes of formats of up to 16 bits are tried, a seeded sample of wider ones; rounding is compared with exact
 * decimals, and only up to 16 bits.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public interface FormatContract {
    /** The format under test. */
    NumberFormat format();

    /**
     * Where the choice between two neighbouring values changes: halfway, unless the format rounds otherwise (posits do).
     *
     * @param lower the neighbour nearer to −∞
     */
    default BigDecimal boundary(FormatValue lower, FormatValue upper) {
        return lower.exact().add(upper.exact()).divide(BigDecimal.valueOf(2));
    }

    /** Whether a value on the boundary goes to the upper neighbour: to the even code, unless the format says otherwise. */
    default boolean tieGoesUp(FormatValue lower, FormatValue upper) {
        return (upper.code() & 1) == 0;
    }

    @Test
    default void itHasANameAndAWidth() {
        assertThat(format().name()).isNotBlank();
        assertThat(format().bits()).isBetween(1, 32);
    }

    @Test
    default void everyCodeComesBackAsItsValue() {
        for (int code : FormatValue.codes(format())) {
            double value = format().decode(code);
            assertThat(format().decode(code | ~format().mask()))
                    .as("code 0x%x with bits set above the width", code)
                    .isEqualTo(Double.valueOf(value));
            if (Double.isFinite(value)) {
                assertThat(format().decode(format().encode(value)))
                        .as("code 0x%x, value %s", code, value)
                        .isEqualTo(Double.valueOf(value));
            }
        }
    }

    @Test
    default void codesStayWithinTheWidth() {
        var random = new SplittableRandom(FormatValue.SEED);
        for (int trial = 0; trial < 10_000; trial++) {
            double value = Double.longBitsToDouble(random.nextLong());
            assertThat(format().encode(value) & ~format().mask())
                    .as("seed %d trial %d: bits above the width for %s", FormatValue.SEED, trial, value)
                    .isZero();
        }
    }

    @Test
    default void greaterValuesNeverGetSmaller() {
        List<Double> inputs = new ArrayList<>(List.of(-1e300, 1e300, -0.0, 0.0));
        var random = new SplittableRandom(FormatValue.SEED);
        for (int code : FormatValue.codes(format())) {
            double value = format().decode(code);
            if (Double.isFinite(value)) {
                inputs.add(value);
                inputs.add(value * (1 + 0.5 * random.nextDouble()));
            }
        }
        inputs.sort(Comparator.naturalOrder());
        double last = Double.NEGATIVE_INFINITY;
        for (double input : inputs) {
            double value = format().quantize(input);
            if (!Double.isNaN(value)) { // beyond the range of a format without infinity
                assertThat(value)
                        .as("what %s becomes, after the input before it", input)
                        .isGreaterThanOrEqualTo(last);
                last = value;
            }
        }
    }

    @Test
    default void everyValueBetweenTwoNeighboursRoundsToTheRightOne() {
        List<FormatValue> values = FormatValue.sorted(format());
        for (int i = 0; i + 1 < values.size(); i++) {
            FormatValue lower = values.get(i);
            FormatValue upper = values.get(i + 1);
            BigDecimal boundary = boundary(lower, upper);
            double near = boundary.doubleValue();
            double quarter = lower.value() / 2 + near / 2;
            for (double value :
                    new double[] {Math.nextUp(lower.value()), quarter, Math.nextDown(near), near, Math.nextUp(near)}) {
                int side = new BigDecimal(value).compareTo(boundary);
                boolean up = side > 0 || (side == 0 && tieGoesUp(lower, upper));
                double expected = up ? upper.value() : lower.value();
                if (value > lower.value() && value < upper.value()) {
                    double actual = format().quantize(value);
                    assertThat(actual == expected)
                            .as(
                                    "%s lies between %s and %s and must become %s, became %s",
                                    value, lower, upper, expected, actual)
                            .isTrue();
                }
            }
        }
    }

    @Test
    default void unitAndMaximumSayTheTruth() {
        double unit = format().unit();
        double max = 0;
        for (int code : FormatValue.codes(format())) {
            double value = format().decode(code);
            if (Double.isFinite(value)) {
                boolean multiple = Math.IEEEremainder(value, unit) == 0; // exact
                assertThat(multiple)
                        .as("%s is a multiple of the unit %s", value, unit)
                        .isTrue();
                max = Math.max(max, value);
            }
        }
        assertThat(max).isLessThanOrEqualTo(format().maxFinite());
        if (format().bits() <= 16) {
            assertThat(max).isEqualTo(format().maxFinite());
        }
    }

    @Test
    default void bulkConversionsEqualTheFormat() {
        if (format().bits() > 16) {
            return; // there is no codec for it
        }
        float[] inputs = FormatValue.floats(format());
        byte[] bytes = new byte[inputs.length];
        short[] shorts = new short[inputs.length];
        boolean narrow = format().bits() <= 8;
        if (narrow) {
            ByteCodec.of(format()).encode(inputs, bytes);
        } else {
            ShortCodec.of(format()).encode(inputs, shorts);
        }
        for (int i = 0; i < inputs.length; i++) {
            int code = narrow ? bytes[i] & 0xFF : shorts[i] & 0xFFFF;
            assertThat(code)
                    .as("seed %d: the code of %s", FormatValue.SEED, inputs[i])
                    .isEqualTo(format().encode(inputs[i]));
        }
    }
}
