package bitwright.conformance.arith;

import bitwright.arith.FloatArithmetic;
import bitwright.arith.FloatFormat;
import bitwright.arith.posit.Posit;
import bitwright.arith.posit.Quire;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of operations on codes: arith/ and posit/. */
final class OperationFiles {
    private static final Pattern FLOAT = Pattern.compile("(.+?)_((?:(?:add|sub|mul|div)_?)+)");
    private static final Pattern POSIT =
            Pattern.compile("(posit\\d+_es\\d)_(add|sub|mul|div|sqrt|fma|from_f64|quiredot)(_all)?");

    private OperationFiles() {}

    static boolean floats(String name, Records records, RecordTally tally) {
        Matcher match = FLOAT.matcher(name);
        if (!match.matches() || !(CodecFiles.format(match.group(1)) instanceof FloatFormat format)) {
            return false;
        }
        var unit = new FloatArithmetic(format);
        Map<String, IntBinaryOperator> operations =
                Map.of("add", unit::add, "sub", unit::subtract, "mul", unit::multiply, "div", unit::divide);
        String[] names = match.group(2).split("_");
        if (names.length == 1 && format.bits() <= 8) {
            rows(format, names[0], operations.get(names[0]), records, tally);
            return true;
        }
        while (records.more()) {
            tally.record();
            int a = records.code(format.bits());
            int b = records.code(format.bits());
            for (String operation : names) {
                int actual = operations.get(operation).applyAsInt(a, b);
                int expected = records.code(format.bits());
                tally.same(
                        CodecFiles.canonical(format, expected), CodecFiles.canonical(format, actual), operation, a, b);
            }
        }
        return true;
    }

    /** A row is an operand and the results with every other one. */
    private static void rows(
            FloatFormat format, String name, IntBinaryOperator operation, Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            int a = records.u8();
            for (int b = 0; b < 1 << format.bits(); b++) {
                int expected = records.u8();
                boolean undefined = !format.hasNan() && name.equals("div") && isZero(format, a) && isZero(format, b);
                if (!undefined) { // 0 / 0 without a code for NaN
                    int actual = CodecFiles.canonical(format, operation.applyAsInt(a, b));
                    tally.same(CodecFiles.canonical(format, expected), actual, name, a, b);
                }
            }
        }
    }

    private static boolean isZero(FloatFormat format, int code) {
        return format.decode(code) == 0;
    }

    static boolean posits(String name, Records records, RecordTally tally) {
        Matcher match = POSIT.matcher(name);
        if (!match.matches() || !(CodecFiles.format(match.group(1)) instanceof Posit posit)) {
            return false;
        }
        String operation = match.group(2);
        boolean all = match.group(3) != null;
        int bits = posit.bits();
        while (records.more()) {
            switch (operation) {
                case "sqrt" -> {
                    if (all) {
                        for (int a = 0; a < 1 << bits; a++) {
                            tally.record();
                            tally.same(records.code(bits), posit.sqrt(a), "sqrt", a);
                        }
                    } else {
                        tally.record();
                        int a = records.code(bits);
                        tally.same(records.code(bits), posit.sqrt(a), "sqrt", a);
                    }
                }
                case "fma" -> {
                    tally.record();
                    int a = records.code(bits);
                    int b = records.code(bits);
                    int c = records.code(bits);
                    tally.same(records.code(bits), posit.multiplyAdd(a, b, c), "fma", a, b, c);
                }
                case "from_f64" -> {
                    tally.record();
                    double value = records.f64();
                    tally.same(records.i32(), posit.encode(value), "encode", Double.doubleToRawLongBits(value));
                }
                case "quiredot" -> quireDot(posit, records, tally);
                default -> {
                    tally.record();
                    int a = records.code(bits);
                    int last = all ? 1 << bits : 1;
                    for (int i = 0; i < last; i++) {
                        int b = all ? i : records.code(bits);
                        tally.same(records.code(bits), apply(posit, operation, a, b), operation, a, b);
                    }
                }
            }
        }
        return true;
    }

    private static int apply(Posit posit, String operation, int a, int b) {
        return switch (operation) {
            case "add" -> posit.add(a, b);
            case "sub" -> posit.subtract(a, b);
            case "mul" -> posit.multiply(a, b);
            default -> posit.divide(a, b);
        };
    }

    private static void quireDot(Posit posit, Records records, RecordTally tally) {
        tally.record();
        int bits = posit.bits();
        int length = records.u16();
        int[] a = records.codes(bits, length);
        int[] b = records.codes(bits, length);
        Quire quire = Quire.standard(posit);
        quire.addProducts(a, b, 0, length);
        tally.same(records.code(bits), quire.toPosit(), "dot of length " + length);
        if (posit.exponentBits() == 2) { // the image of the 2022 standard, 16n bits
            long[] limbs = quire.limbs();
            for (int i = 0; i < quire.bits() / 8; i += 8) {
                if (quire.bits() / 8 - i >= 8) {
                    tally.same(records.i64(), limbs[i / 8], "quire limb " + i / 8);
                } else {
                    for (int k = 0; k < quire.bits() / 8 - i; k++) {
                        tally.same(records.u8(), limbs[i / 8] >>> (8 * k) & 0xFF, "quire byte " + (i + k));
                    }
                }
            }
        }
    }
}
