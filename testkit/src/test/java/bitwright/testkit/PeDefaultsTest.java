package bitwright.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.StripesPe;
import bitwright.arith.recoding.Recoding;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a PE gets that brings only its definition: the same contract holds. */
class PeDefaultsTest {
    private static final PrecisionRule DYNAMIC = PrecisionRule.dynamic(1);

    /** The definition of a PE without its kernel and its registers. */
    private record Bare(LanePe of, int drainCycles) implements LanePe {
        @Override
        public int lanes() {
            return of.lanes();
        }

        @Override
        public int operandBits() {
            return of.operandBits();
        }

        @Override
        public Cost cost(LayerPrecision precision) {
            return of.cost(precision);
        }

        @Override
        public Bill bill(LayerPrecision precision) {
            return of.bill(precision);
        }

        @Override
        public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
            return of.dot(weights, activations, control, precision, actions);
        }
    }

    @Nested
    class StepsThatOverlapInTheDrain implements PeContract {
        @Override
        public LanePe pe() {
            return new Bare(new LoomPe(4, 2, DYNAMIC, DYNAMIC, 8, 48), 5);
        }
    }

    @Nested
    class LanesOnTheirOwn implements PeContract {
        @Override
        public LanePe pe() {
            return new Bare(new LaconicPe(5, Recoding.NAF, 16, 48), 1);
        }
    }

    @Nested
    class NoDrain implements PeContract {
        @Override
        public LanePe pe() {
            return new Bare(new StripesPe(3, 8, DYNAMIC, 48), 0);
        }
    }

    /** Stripes takes 16 cycles for 16 bits; with 8 bits it does a quarter of a 16-bit product in 8 cycles. */
    @Test
    void thePeakIsThatOfOperandsWithAllBitsSet() {
        assertThat(new Bare(new StripesPe(32, 16, DYNAMIC, 32), 0).peakMacsPerCycle())
                .isEqualTo(32 / 16.0);
        assertThat(new Bare(new StripesPe(32, 8, DYNAMIC, 32), 0).peakMacsPerCycle())
                .isEqualTo(32 / 4.0 / 8.0);
    }

    @Test
    void operandsAreStoredInPowersOfTwo() {
        var pe = new Bare(new StripesPe(32, 16, DYNAMIC, 32), 0);
        var precision = new LayerPrecision(5, false, 9, true);
        assertThat(pe.activationStorageBits(precision)).isEqualTo(8);
        assertThat(pe.weightStorageBits(precision)).isEqualTo(16);
        assertThat(pe.accumulatorBits()).isEqualTo(32);
    }
}
