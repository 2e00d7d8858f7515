package bitwright.conformance.rtl;

import bitwright.accel.number.Arithmetic;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.PeArithmetic;
import bitwright.accel.number.SumFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.arith.dot.LMul;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;

/**
 * Dot products of two MX blocks without their scales: the fixed-point sum of all 32 products to the bit, and the same through
 * a PE of 32 lanes with an exact register, scales of one, to the last place of a double.
 */
final class MxDotCheck {
    private static final int BLOCK = 32;

    private final String name;
    private final Path file;
    private final BlockFormat format;
    private final int width;

    /** @param width bits of the sum in the file */
    MxDotCheck(String name, Path file, BlockFormat format, int width) {
        this.name = name;
        this.file = file;
        this.format = format;
        this.width = width;
    }

    FileOutcome dots() throws IOException {
        var tally = new Tally(name);
        var operand = OperandFormat.of(format.name());
        var pe = new PeArithmetic(new Arithmetic(
                operand,
                operand,
                Arithmetic.Product.EXACT,
                LMul.Variant.SATURATING_ADDER,
                BLOCK,
                Arithmetic.Inside.EXACT,
                SumFormat.of("exact")));
        var sum = pe.start();
        for (var row : new CsvTable(file).rows()) {
            String what = "vec " + row.text("vec") + " ";
            int[] a = codes(row.text("a_hex"));
            int[] b = codes(row.text("b_hex"));
            boolean special = isSpecial(a) || isSpecial(b);
            tally.expect(what + "nan", row.number("nan"), special ? 1 : 0);
            if (special) {
                continue;
            }
            BigInteger dot = block(a).elementDot(0, block(b), 0).integer();
            String bits = dot.mod(BigInteger.ONE.shiftLeft(width)).toString(16);
            String told = new BigInteger(row.text("dp_hex"), 16).toString(16);
            tally.expect(what + "dp_hex", told, bits);
            sum.clear();
            pe.step(sum, scaled(a), scaled(b), 0, BLOCK);
            var unit = new BigDecimal(format.element().unit());
            BigInteger wide = new BigInteger(told, 16);
            BigInteger signed = wide.testBit(width - 1) ? wide.subtract(BigInteger.ONE.shiftLeft(width)) : wide;
            double value = new BigDecimal(signed).multiply(unit).multiply(unit).doubleValue();
            tally.expect(what + "value", value, sum.value(), 0);
        }
        return tally.outcome();
    }

    private BlockTensor block(int[] codes) {
        return new BlockTensor(format, BLOCK, new int[] {format.scale().encode(1)}, codes);
    }

    private int[] scaled(int[] codes) {
        int one = format.scale().encode(1);
        int[] scaled = codes.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = OperandFormat.code(codes[i], one);
        }
        return scaled;
    }

    private boolean isSpecial(int[] codes) {
        for (int code : codes) {
            if (!Double.isFinite(format.element().decode(code))) {
                return true;
            }
        }
        return false;
    }

    private static int[] codes(String hex) {
        int[] codes = new int[hex.length() / 2];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return codes;
    }
}
