package bitwright.testkit;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Specials;
import bitwright.arith.posit.Posit;
import java.math.BigDecimal;
import org.junit.jupiter.api.Nested;

class BuiltInFormatsTest {
    @Nested
    class E4m3fn implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.E4M3FN;
        }
    }

    @Nested
    class E5m2fnuz implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.E5M2FNUZ;
        }
    }

    @Nested
    class E2m1fn implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.E2M1FN;
        }
    }

    @Nested
    class E8m0 implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.E8M0FNU;
        }

        /** With no fraction bits the even significand is that of the next power of two. */
        @Override
        public boolean tieGoesUp(FormatValue lower, FormatValue upper) {
            return true;
        }
    }

    @Nested
    class P3109 implements FormatContract {
        @Override
        public NumberFormat format() {
            return new FloatFormat("p3109_k8p4", 4, 3, 8, Specials.NEGATIVE_ZERO_NAN_TOP_INFINITY);
        }
    }

    @Nested
    class Bfloat16 implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.BFLOAT16;
        }
    }

    @Nested
    class Float16 implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.FLOAT16;
        }
    }

    @Nested
    class Tf32 implements FormatContract {
        @Override
        public NumberFormat format() {
            return Floats.TF32;
        }
    }

    @Nested
    class Int8 implements FormatContract {
        @Override
        public NumberFormat format() {
            return IntegerFormat.signed(8);
        }
    }

    @Nested
    class FixedPoint12 implements FormatContract {
        @Override
        public NumberFormat format() {
            return new IntegerFormat("int12_f7", 12, IntegerCoding.TWOS_COMPLEMENT, 7);
        }
    }

    @Nested
    class SignMagnitude implements FormatContract {
        @Override
        public NumberFormat format() {
            return new IntegerFormat("signmagnitude6", 6, IntegerCoding.SIGN_MAGNITUDE, 2);
        }
    }

    @Nested
    class Bipolar4 implements FormatContract {
        @Override
        public NumberFormat format() {
            return new IntegerFormat("bipolar4", 4, IntegerCoding.BIPOLAR, 0);
        }

        /** Symmetric: a tie below zero goes where its mirror image goes. */
        @Override
        public boolean tieGoesUp(FormatValue lower, FormatValue upper) {
            return lower.value() < 0 && upper.value() < 0 ? (upper.code() & 1) == 1 : (upper.code() & 1) == 0;
        }
    }

    @Nested
    class Posit8 implements FormatContract {
        @Override
        public NumberFormat format() {
            return new Posit(8, 2);
        }

        @Override
        public BigDecimal boundary(FormatValue lower, FormatValue upper) {
            return positBoundary(8, 2, lower, upper);
        }
    }

    @Nested
    class Posit16 implements FormatContract {
        @Override
        public NumberFormat format() {
            return new Posit(16, 1);
        }

        @Override
        public BigDecimal boundary(FormatValue lower, FormatValue upper) {
            return positBoundary(16, 1, lower, upper);
        }
    }

    /** The posit of one bit more between the two; next to zero there is nothing to choose: only zero becomes zero. */
    private static BigDecimal positBoundary(int bits, int exponentBits, FormatValue lower, FormatValue upper) {
        if (lower.value() == 0 || upper.value() == 0) {
            return BigDecimal.ZERO;
        }
        int code = lower.code() << (32 - bits) >> (32 - bits);
        return new BigDecimal(new Posit(bits + 1, exponentBits).decode(2 * code + 1));
    }
}
