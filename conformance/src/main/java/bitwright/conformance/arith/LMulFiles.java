package bitwright.conformance.arith;

import bitwright.arith.FloatFormat;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.dot.DotProduct;
import bitwright.arith.dot.LMul;
import bitwright.arith.dot.LMulError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of L-Mul: lmul/. */
final class LMulFiles {
    private static final Pattern NAME = Pattern.compile("(.+)_(all|pairs|dot)");

    private LMulFiles() {}

    static boolean check(String name, Path path, RecordTally tally) throws IOException {
        if (name.equals("error_table")) {
            errors(path, tally);
            return true;
        }
        Matcher match = NAME.matcher(name);
        if (!match.matches() || !(CodecFiles.format(match.group(1)) instanceof FloatFormat format)) {
            return false;
        }
        Records records = Records.read(path);
        switch (match.group(2)) {
            case "all" -> all(format, records, tally);
            case "pairs" -> pairs(format, records, tally);
            default -> dots(format, records, tally);
        }
        return true;
    }

    private static void all(FloatFormat format, Records records, RecordTally tally) {
        int codes = 1 << format.bits();
        while (records.more()) {
            tally.record();
            int a = records.u8();
            for (LMul.Variant variant : LMul.Variant.values()) {
                var multiplier = new LMul(format, variant);
                for (int b = 0; b < codes; b++) {
                    same(multiplier, a, b, records.u8(), tally);
                }
            }
        }
    }

    /** Formats of up to 16 bits have five columns, wider ones the three of the adder. */
    private static void pairs(FloatFormat format, Records records, RecordTally tally) {
        int columns = format.bits() <= 16 ? 5 : 3;
        while (records.more()) {
            tally.record();
            int a = records.code(format.bits());
            int b = records.code(format.bits());
            for (int column = 0; column < columns; column++) {
                var multiplier = new LMul(format, LMul.Variant.values()[column]);
                same(multiplier, a, b, records.code(format.bits()), tally);
            }
        }
    }

    private static void same(LMul multiplier, int a, int b, int expected, RecordTally tally) {
        int actual = multiplier.multiply(a, b);
        boolean raw = multiplier.variant() == LMul.Variant.RAW_ADDER;
        tally.same(
                raw ? expected : CodecFiles.canonical(multiplier.format(), expected),
                raw ? actual : CodecFiles.canonical(multiplier.format(), actual),
                "" + multiplier.variant(),
                a,
                b);
    }

    private static void dots(FloatFormat format, Records records, RecordTally tally) {
        var sequential = new DotProduct(new LMul(format), Accumulation.Floating.float32());
        var exact = new DotProduct(new LMul(format), new Accumulation.Exact());
        while (records.more()) {
            tally.record();
            int length = records.u16();
            int[] a = records.codes(format.bits(), length);
            int[] b = records.codes(format.bits(), length);
            float expected = records.f32();
            tally.same(Float.floatToIntBits(expected), Float.floatToIntBits((float) sequential.of(a, b)), "sequential");
            tally.same(Double.doubleToLongBits(records.f64()), Double.doubleToLongBits(exact.of(a, b)), "exact");
        }
    }

    /** Six decimals a cell, columns as in the header line. */
    private static void errors(Path path, RecordTally tally) throws IOException {
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith("#") || line.startsWith("m,")) {
                continue;
            }
            tally.record();
            String[] cells = line.split(",");
            LMulError error = LMulError.of(Integer.parseInt(cells[0]));
            double[] ours = {
                LMul.offsetExponent(error.mantissaBits()),
                error.adder().mean(),
                error.adder().meanMagnitude(),
                error.adder().maxMagnitude(),
                error.equation().mean(),
                error.equation().meanMagnitude(),
                error.equation().maxMagnitude(),
                error.meanFractionProduct(),
                error.offset(),
                error.roundedProduct()
            };
            for (int i = 0; i < ours.length; i++) {
                tally.same(
                        Math.round(Double.parseDouble(cells[i + 1]) * 1e6),
                        Math.round(ours[i] * 1e6),
                        line + " column " + (i + 2));
            }
        }
    }
}
