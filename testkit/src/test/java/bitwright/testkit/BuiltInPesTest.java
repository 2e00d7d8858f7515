package bitwright.testkit;

import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.PrecisionRule.Detect;
import bitwright.accel.pe.StripesPe;
import org.junit.jupiter.api.Nested;

/** Every built-in PE under the contract. */
class BuiltInPesTest {
    private static final PrecisionRule DYNAMIC = new PrecisionRule(Detect.DYNAMIC, 1);

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
            return new StripesPe(4, 8, DYNAMIC, 32);
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
}
