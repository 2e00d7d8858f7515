package bitwright.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.pe.BipolarPe;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.CompressorTreePe;
import bitwright.accel.pe.DigitSerialPe;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.LookUpPe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.PrecisionRule.Detect;
import bitwright.accel.pe.ShiftAddPe;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.pe.TernaryPe;
import bitwright.arith.recoding.Recoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every built-in PE under the contract. */
class BuiltInPesTest {
    private static final PrecisionRule DYNAMIC = PrecisionRule.dynamic(1);

    @Nested
    class BitParallel implements PeContract {
        @Override
        public LanePe pe() {
            return new BitParallelPe(16, 16, 48);
        }
    }

    @Nested
    class NarrowBitParallel implements PeContract {
        @Override
        public LanePe pe() {
            return new BitParallelPe(3, 4, 32);
        }
    }

    @Nested
    class Stripes implements PeContract {
        @Override
        public LanePe pe() {
            return new StripesPe(16, 16, PrecisionRule.PROFILED, 48);
        }
    }

    @Nested
    class DynamicStripes implements PeContract {
        @Override
        public LanePe pe() {
            return new StripesPe(7, 8, DYNAMIC, 32);
        }
    }

    @Nested
    class StripesWithoutTrailingZeros implements PeContract {
        @Override
        public LanePe pe() {
            return new StripesPe(16, 16, new PrecisionRule(Detect.DYNAMIC, 1, true, true), 48);
        }
    }

    @Nested
    class LoomWithoutTrailingZeros implements PeContract {
        @Override
        public LanePe pe() {
            return new LoomPe(16, 2, new PrecisionRule(Detect.DYNAMIC, 1, true, false), DYNAMIC, 16, 48);
        }
    }

    @Nested
    class Pragmatic implements PeContract {
        @Override
        public LanePe pe() {
            return new PragmaticPe(16, 2, Recoding.BINARY, 16, 48);
        }
    }

    @Nested
    class PragmaticWithSignedTerms implements PeContract {
        @Override
        public LanePe pe() {
            return new PragmaticPe(7, 0, Recoding.DNNSIM, 16, 48);
        }
    }

    @Nested
    class PragmaticWithTheWidestShifters implements PeContract {
        @Override
        public LanePe pe() {
            return new PragmaticPe(64, 5, Recoding.BINARY, 16, 48);
        }
    }

    @Nested
    class Laconic implements PeContract {
        @Override
        public LanePe pe() {
            return new LaconicPe(16, Recoding.NAF, 16, 48);
        }
    }

    @Nested
    class LaconicInBinary implements PeContract {
        @Override
        public LanePe pe() {
            return new LaconicPe(64, Recoding.BINARY, 8, 48);
        }
    }

    @Nested
    class LaconicByBooth implements PeContract {
        @Override
        public LanePe pe() {
            return new LaconicPe(5, Recoding.BOOTH_RADIX4, 16, 48);
        }
    }

    @Nested
    class LoomOneBit implements PeContract {
        @Override
        public LanePe pe() {
            return new LoomPe(16, 1, DYNAMIC, PrecisionRule.PROFILED, 16, 48);
        }
    }

    @Nested
    class LoomTwoBits implements PeContract {
        @Override
        public LanePe pe() {
            return new LoomPe(64, 2, DYNAMIC, DYNAMIC, 16, 48);
        }
    }

    @Nested
    class LoomFourBitsByProfile implements PeContract {
        @Override
        public LanePe pe() {
            return new LoomPe(5, 4, PrecisionRule.PROFILED, PrecisionRule.PROFILED, 8, 32);
        }
    }

    @Nested
    class CompressorTreeOpt1 implements PeContract {
        @Override
        public LanePe pe() {
            return new CompressorTreePe(16, CompressorTreePe.Shift.BEFORE_TREE, 16, 48, 0);
        }
    }

    @Nested
    class CompressorTreeOpt2 implements PeContract {
        @Override
        public LanePe pe() {
            return new CompressorTreePe(7, CompressorTreePe.Shift.BEHIND_TREE, 16, 48, 0);
        }
    }

    @Nested
    class ShiftAdd implements PeContract {
        @Override
        public LanePe pe() {
            return new ShiftAddPe(16, 4, 8, 48);
        }
    }

    @Nested
    class ShiftAddOfUnevenSlices implements PeContract {
        @Override
        public LanePe pe() {
            return new ShiftAddPe(7, 3, 16, 48);
        }
    }

    @Nested
    class Opt3 implements PeContract {
        @Override
        public LanePe pe() {
            return new DigitSerialPe(4, 1, DigitSerialPe.Encoder.PE, 8, 32);
        }
    }

    @Nested
    class Opt4cOfWideOperands implements PeContract {
        @Override
        public LanePe pe() {
            return new DigitSerialPe(4, 1, DigitSerialPe.Encoder.COLUMN, 16, 48);
        }
    }

    @Nested
    class Opt4e implements PeContract {
        @Override
        public LanePe pe() {
            return new DigitSerialPe(3, 4, DigitSerialPe.Encoder.COLUMN, 8, 32);
        }
    }

    /** Weights of one bit alone are all ternary: 0 and 1, or 0 and −1. */
    @Nested
    class Ternary implements PeContract {
        @Override
        public LanePe pe() {
            return new TernaryPe(9, 8, 32);
        }

        @Override
        public Stream<LayerPrecision> precisions() {
            return Stream.of(
                    new LayerPrecision(8, true, 1, true),
                    new LayerPrecision(8, false, 1, false),
                    new LayerPrecision(3, true, 1, false));
        }

        @Test
        void lanesAddSubtractOrSkip() {
            var precision = new LayerPrecision(8, true, 2, true);
            var control = pe().cost(precision).control(new int[3], new int[3]);
            var dot =
                    pe().dot(new int[] {-1, 0, 1}, new int[] {100, 55, -7}, control, precision, (action, times) -> {});
            assertThat(dot.sum()).isEqualTo(-107);
            assertThatThrownBy(() -> pe().dot(new int[] {-2}, new int[] {1}, control, precision, (action, times) -> {}))
                    .hasMessage("weight -2 in lane 0 is none of -1, 0 and 1");
            assertThat(pe().refusal(new LayerPrecision(8, true, 8, true))).isPresent();
            assertThat(pe().refusal(precision)).isEmpty();
        }
    }

    @Nested
    class Bipolar implements PeContract {
        @Override
        public LanePe pe() {
            return new BipolarPe(64, 8, 48);
        }
    }

    @Nested
    class NarrowBipolar implements PeContract {
        @Override
        public LanePe pe() {
            return new BipolarPe(5, 16, 48);
        }
    }

    @Nested
    class LookUp implements PeContract {
        @Override
        public LanePe pe() {
            return new LookUpPe(8, 2, 16, 8, 48);
        }
    }

    @Nested
    class SmallLookUp implements PeContract {
        @Override
        public LanePe pe() {
            return new LookUpPe(3, 3, 1, 16, 48);
        }
    }
}
