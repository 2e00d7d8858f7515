package bitwright.testkit;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.Arithmetic.Inside;
import bitwright.accel.number.Arithmetic.Product;
import bitwright.accel.number.FormatDotPe;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.number.XrNpePe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.arith.dot.LMul;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;

/** PEs of number formats under the contracts. */
class NumberPesTest {
    /** A PE of one format, exact inside; of small integers, which its formats hold, it gives the exact dot product. */
    private abstract static class Dot implements PeContract, ArithmeticContract {
        private final FormatDotPe pe;

        Dot(int lanes, String format, String register, Inside inside, Product product) {
            var operand = OperandFormat.of(format);
            pe = new FormatDotPe(
                    lanes, operand, operand, SumFormat.of(register), inside, product, LMul.Variant.SATURATING_ADDER);
        }

        Dot(int lanes, String format, String register) {
            this(lanes, format, register, Inside.EXACT, Product.EXACT);
        }

        @Override
        public LanePe pe() {
            return pe;
        }

        @Override
        public Arithmetic arithmetic() {
            return pe.arithmetic();
        }

        @Override
        public Stream<LayerPrecision> precisions() {
            return Stream.of(new LayerPrecision(2, true, 2, true), new LayerPrecision(2, false, 2, true));
        }
    }

    /** The arithmetic alone: blocks choose scales by the group, L-Mul's products are none of integers. */
    private abstract static class Alone implements ArithmeticContract {
        private final Arithmetic arithmetic;

        Alone(int lanes, String format, String register, Inside inside, Product product, LMul.Variant variant) {
            var operand = OperandFormat.of(format);
            arithmetic = new Arithmetic(operand, operand, product, variant, lanes, inside, SumFormat.of(register));
        }

        Alone(int lanes, String format, String register) {
            this(lanes, format, register, Inside.EXACT, Product.EXACT, LMul.Variant.SATURATING_ADDER);
        }

        @Override
        public Arithmetic arithmetic() {
            return arithmetic;
        }
    }

    @Nested
    class Fp8 extends Dot {
        Fp8() {
            super(16, "float8_e4m3fn", "float32");
        }
    }

    @Nested
    class Fp6InATree extends Dot {
        Fp6InATree() {
            super(5, "float6_e2m3fn", "float16", Inside.TREE, Product.EXACT);
        }
    }

    @Nested
    class Fp4 extends Dot {
        Fp4() {
            super(8, "float4_e2m1fn", "bfloat16");
        }
    }

    @Nested
    class Bfloat16 extends Dot {
        Bfloat16() {
            super(4, "bfloat16", "float32");
        }
    }

    @Nested
    class Float16 extends Dot {
        Float16() {
            super(1, "float16", "float16");
        }
    }

    @Nested
    class Fp8Fused extends Dot {
        Fp8Fused() {
            super(7, "float8_e5m2", "exact");
        }
    }

    @Nested
    class Posit8 extends Dot {
        Posit8() {
            super(2, "posit8_es0", "exact");
        }
    }

    @Nested
    class Posit16 extends Dot {
        Posit16() {
            super(1, "posit16_es1", "exact");
        }
    }

    @Nested
    class Mx8 extends Alone {
        Mx8() {
            super(32, "mxfp8_e4m3", "float32");
        }
    }

    @Nested
    class Mx8Wide extends Alone {
        Mx8Wide() {
            super(32, "mxfp8_e5m2", "float16");
        }
    }

    @Nested
    class Mx6 extends Alone {
        Mx6() {
            super(8, "mxfp6_e3m2", "bfloat16");
        }
    }

    @Nested
    class Mx4 extends Alone {
        Mx4() {
            super(32, "mxfp4_e2m1", "float32");
        }
    }

    @Nested
    class MxInt extends Alone {
        MxInt() {
            super(1, "mxint8", "float32");
        }
    }

    @Nested
    class Nv4 extends Alone {
        Nv4() {
            super(16, "nvfp4", "float16");
        }
    }

    @Nested
    class Mx8InATree extends Alone {
        Mx8InATree() {
            super(6, "mxfp8_e4m3", "bfloat16", Inside.TREE, Product.EXACT, LMul.Variant.SATURATING_ADDER);
        }
    }

    @Nested
    class LMulFp8 extends Alone {
        LMulFp8() {
            super(1, "float8_e4m3fn", "float16", Inside.EXACT, Product.L_MUL, LMul.Variant.SATURATING_ADDER);
        }
    }

    @Nested
    class LMulRaw extends Alone {
        LMulRaw() {
            super(4, "float6_e3m2fn", "float32", Inside.EXACT, Product.L_MUL, LMul.Variant.RAW_ADDER);
        }
    }

    @Nested
    class LMulByTheEquation extends Alone {
        LMulByTheEquation() {
            super(1, "bfloat16", "float32", Inside.EXACT, Product.L_MUL, LMul.Variant.EQUATION_NEAREST);
        }
    }

    @Nested
    class LMulTruncated extends Alone {
        LMulTruncated() {
            super(2, "float8_e4m3fn", "bfloat16", Inside.TREE, Product.L_MUL, LMul.Variant.EQUATION_TRUNCATED);
        }
    }

    /** The posit engine, whose lanes hold 1 and 2 in every mode. */
    private abstract static class Engine implements PeContract, ArithmeticContract {
        private final XrNpePe pe;

        Engine(int words, XrNpePe.Mode mode, XrNpePe.Sum sum) {
            pe = new XrNpePe(words, mode, sum, true);
        }

        @Override
        public LanePe pe() {
            return pe;
        }

        @Override
        public Arithmetic arithmetic() {
            return pe.arithmetic();
        }

        @Override
        public Stream<LayerPrecision> precisions() {
            return Stream.of(new LayerPrecision(2, true, 2, true), new LayerPrecision(1, false, 2, true));
        }
    }

    @Nested
    class EngineOfFp4 extends Engine {
        EngineOfFp4() {
            super(2, XrNpePe.Mode.FP4, XrNpePe.Sum.QUIRE);
        }
    }

    @Nested
    class EngineOfPosit4 extends Engine {
        EngineOfPosit4() {
            super(1, XrNpePe.Mode.POSIT4, XrNpePe.Sum.QUIRE);
        }
    }

    @Nested
    class EngineOfPosit8 extends Engine {
        EngineOfPosit8() {
            super(3, XrNpePe.Mode.POSIT8, XrNpePe.Sum.QUIRE);
        }
    }

    @Nested
    class EngineOfPosit16 extends Engine {
        EngineOfPosit16() {
            super(1, XrNpePe.Mode.POSIT16, XrNpePe.Sum.ROUNDED);
        }
    }

    @Nested
    class EngineOfPosit8ThatRounds extends Engine {
        EngineOfPosit8ThatRounds() {
            super(2, XrNpePe.Mode.POSIT8, XrNpePe.Sum.ROUNDED);
        }
    }

    @Nested
    class Ternary extends Alone {
        Ternary() {
            super(1, "ternary", "int4");
        }
    }

    @Nested
    class Int8InSixteenBits extends Alone {
        Int8InSixteenBits() {
            super(4, "int8", "int16");
        }
    }
}
