package bitwright.arith.catalog;

import bitwright.arith.FloatArithmetic;
import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerFormat;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.Stochastic;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.ScaleRule;
import bitwright.arith.bulk.ByteCodec;
import bitwright.arith.bulk.ShortCodec;
import bitwright.arith.dot.Accumulation;
import bitwright.arith.dot.DotProduct;
import bitwright.arith.dot.ExactMultiplier;
import bitwright.arith.dot.LMul;
import bitwright.arith.dot.LMulError;
import bitwright.arith.posit.Posit;
import bitwright.arith.posit.Quire;
import bitwright.arith.recoding.Recoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Writes docs/arithmetic.md from the library's own lists; an operation is marked only after it has been run. */
final class ArithmeticPage {
    private static final Map<String, Predicate<NumberFormat>> OPERATIONS = operations();

    private ArithmeticPage() {}

    static String text(String before, String after) {
        return before + formats() + operationsTable() + roundings() + blocks() + dots() + lMul() + recodings() + after;
    }

    private static Map<String, Predicate<NumberFormat>> operations() {
        Map<String, Predicate<NumberFormat>> operations = new LinkedHashMap<>();
        operations.put("decode", f -> Double.isFinite(f.decode(1)));
        operations.put("encode", f -> f.encode(1) >= 0);
        operations.put("roundings", f -> f instanceof RoundedFormat r && all(r));
        operations.put(
                "stochastic",
                f -> f instanceof FloatFormat r
                        && r.encode(1, Stochastic.FAST, 1, 8, Overflow.SATURATE) == r.encode(1));
        operations.put("+ − × ÷", f -> f instanceof FloatFormat r && two(r) || f instanceof Posit p && two(p));
        operations.put(
                "√",
                f -> f instanceof FloatFormat r && new FloatArithmetic(r).sqrt(r.encode(1)) == r.encode(1)
                        || f instanceof Posit p && p.sqrt(p.encode(1)) == p.encode(1));
        operations.put(
                "fused ×+",
                f -> f instanceof FloatFormat r && new FloatArithmetic(r).multiplyAdd(r.encode(1), 0, 0) >= 0
                        || f instanceof Posit p && p.multiplyAdd(0, 0, 1) == 1);
        operations.put("exact dot", ArithmeticPage::dot);
        operations.put("quire", f -> f instanceof Posit p && Quire.standard(p).toPosit() == 0);
        operations.put("L-Mul", ArithmeticPage::lMul);
        operations.put(
                "bulk",
                f -> f.bits() <= 8 && ByteCodec.of(f).format() == f
                        || f.bits() <= 16 && ShortCodec.of(f).format() == f);
        operations.put(
                "block element",
                f -> f instanceof RoundedFormat r
                        && r.maxFinite() > 0
                        && BlockFormat.mx("x", r).encode(new float[] {1}).length() == 1);
        return operations;
    }

    private static boolean all(RoundedFormat format) {
        for (Rounding rounding : Rounding.values()) {
            format.encode(0.3, rounding, Overflow.SATURATE);
        }
        return true;
    }

    private static boolean two(FloatFormat format) {
        var unit = new FloatArithmetic(format);
        int one = format.encode(1);
        return unit.multiply(one, one) == one
                && unit.divide(one, one) == one
                && unit.add(one, one) == unit.add(one, one);
    }

    private static boolean two(Posit posit) {
        int one = posit.encode(1);
        return posit.multiply(one, one) == one && posit.divide(one, one) == one && posit.subtract(one, one) == 0;
    }

    private static boolean dot(NumberFormat format) {
        int one = format.encode(1);
        double square = format.decode(one) * format.decode(one);
        var dot = new DotProduct(new ExactMultiplier(format), new Accumulation.Exact());
        return dot.of(new int[] {one, one}, new int[] {one, one}) == 2 * square;
    }

    private static boolean lMul(NumberFormat format) {
        try {
            return format instanceof FloatFormat f && new LMul(f).multiply(0, 0) == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String formats() {
        StringBuilder text = new StringBuilder("## Formats by name\n\n"
                + "Any other is made by parameters or by a name of the grammar in the Javadoc of `Formats`.\n\n"
                + "| name | bits | largest | unit | specials |\n|---|---|---|---|---|\n");
        for (NumberFormat format : Formats.all()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %d | %s | %s | %s |%n",
                    format.name(),
                    format.bits(),
                    number(format.maxFinite()),
                    number(format.unit()),
                    specials(format)));
        }
        return text.append("\nEvery finite value is a multiple of the unit.\n\n")
                .toString()
                .replace("\r", "");
    }

    private static String number(double value) {
        boolean power = Math.scalb(1.0, Math.getExponent(value)) == value;
        if (value == 0 || (value >= 1 && value < 1e10)) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
        return power ? "2^" + Math.getExponent(value) : String.format(Locale.ROOT, "%.5g", value);
    }

    private static String specials(NumberFormat format) {
        if (format instanceof FloatFormat f) {
            return switch (f.specials()) {
                case IEEE -> "±∞, NaN";
                case TOP_NAN -> f.signed() ? "NaN in the top code" : "NaN in the top code, unsigned";
                case NEGATIVE_ZERO_NAN -> "NaN in the place of −0";
                case NEGATIVE_ZERO_NAN_TOP_INFINITY -> "NaN in the place of −0, ±∞";
                case NONE -> "none";
            };
        }
        return format instanceof IntegerFormat i
                ? i.coding().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : format instanceof Posit ? "NaR" : "";
    }

    private static String operationsTable() {
        StringBuilder text =
                new StringBuilder("## Operations\n\nEvery result is the exact one rounded once.\n\n| format |");
        OPERATIONS.keySet().forEach(name -> text.append(' ').append(name).append(" |"));
        text.append("\n|---|").append("---|".repeat(OPERATIONS.size())).append('\n');
        for (NumberFormat format : Formats.all()) {
            text.append("| `").append(format.name()).append("` |");
            for (Predicate<NumberFormat> operation : OPERATIONS.values()) {
                text.append(operation.test(format) ? " yes |" : " – |");
            }
            text.append('\n');
        }
        return text.append('\n').toString();
    }

    private static String roundings() {
        StringBuilder text = new StringBuilder("## Roundings and overflow\n\n`Rounding`: ");
        for (Rounding rounding : Rounding.values()) {
            text.append('`')
                    .append(rounding)
                    .append("` (")
                    .append(rounding.shortName())
                    .append("), ");
        }
        text.append("and stochastic by `Stochastic`: ")
                .append(names(Stochastic.values()))
                .append(", with 1 to 20 random bits");
        text.append(
                " that come from seed and index, so that order does not matter. Posits have the one rounding of their"
                        + " standard.\n\n");
        return text.append("`Overflow`: ")
                .append(names(Overflow.values()))
                .append(" (the last for integers only).\n\n")
                .toString();
    }

    private static String names(Enum<?>[] values) {
        StringBuilder text = new StringBuilder();
        for (Enum<?> value : values) {
            text.append(text.isEmpty() ? "`" : ", `").append(value).append('`');
        }
        return text.toString();
    }

    private static String blocks() {
        StringBuilder text = new StringBuilder(
                "## Blocks\n\n| name | block | element | scale | bits a value |\n|---|---|---|---|---|\n");
        List<BlockFormat> formats = new java.util.ArrayList<>(BlockFormat.MX);
        formats.add(BlockFormat.nvfp4SingleLevel());
        formats.add(BlockFormat.blockFloatingPoint(16, 8, 8));
        formats.add(BlockFormat.dynamicFixedPoint(16));
        for (BlockFormat format : formats) {
            boolean whole = format.blockSize() == BlockFormat.WHOLE_TENSOR;
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %s | `%s` | `%s` | %s |\n",
                    format.name(),
                    whole ? "tensor" : "" + format.blockSize(),
                    format.element().name(),
                    format.scale().name(),
                    format.bitsPerValue()));
        }
        return text.append(
                        "\nNVFP4 with its tensor scale is `NvFp4`. The last two stand for any width and block size. Scale rules: ")
                .append(names(ScaleRule.values()))
                .append(".\n\n")
                .toString();
    }

    private static String dots() {
        return """
                ## Dot products

                `new DotProduct(multiplier, accumulation)` defines every bit of a sum. Multipliers: `ExactMultiplier`, `LMul`, \
                `MitchellMultiplier`, `DrumMultiplier`, `TruncatedMultiplier`, or your own. Accumulations: `Exact` (Kulisch), \
                `Floating` (any float format, any rounding, one by one or by trees of a width, products exact or rounded first), \
                `FixedPoint` (2 to 64 bits; wrap, saturate or detect). Posits have `Quire` besides.

                """;
    }

    private static String lMul() {
        StringBuilder text = new StringBuilder("## L-Mul\n\nReadings: ")
                .append(names(LMul.Variant.values()))
                .append(
                        "; the default is the saturating adder, because hardware would build it and because it errs less."
                                + " Relative errors against exact products, all pairs of fractions:\n\n"
                                + "| fraction bits | adder: mean | mean size | max | equation: mean | mean size | max |"
                                + " exact product rounded: mean size |\n|---|---|---|---|---|---|---|---|\n");
        for (int bits = 1; bits <= 10; bits++) {
            LMulError error = LMulError.of(bits);
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %+.4f | %.4f | %.4f | %+.4f | %.4f | %.4f | %.4f |\n",
                    bits,
                    error.adder().mean(),
                    error.adder().meanMagnitude(),
                    error.adder().maxMagnitude(),
                    error.equation().mean(),
                    error.equation().meanMagnitude(),
                    error.equation().maxMagnitude(),
                    error.roundedProduct()));
        }
        return text.append('\n').toString();
    }

    private static String recodings() {
        StringBuilder text = new StringBuilder(
                "## Bit recodings\n\nMean and most terms over all codes of a width:\n\n"
                        + "| recoding | int8 mean | most | uint8 mean | most | int16 mean | most |\n|---|---|---|---|---|---|---|\n");
        for (Recoding recoding : Recoding.values()) {
            text.append("| `").append(recoding).append("` |");
            for (int width : new int[] {8, -8, 16}) {
                long total = 0;
                int most = 0;
                int bits = Math.abs(width);
                for (int code = 0; code < 1 << bits; code++) {
                    int terms = recoding.terms(width > 0 ? code << (32 - bits) >> (32 - bits) : code);
                    total += terms;
                    most = Math.max(most, terms);
                }
                text.append(String.format(Locale.ROOT, " %.3f | %d |", (double) total / (1 << bits), most));
            }
            text.append('\n');
        }
        return text.append('\n').toString();
    }
}
