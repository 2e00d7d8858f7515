package bitwright.cli;

import bitwright.arith.FloatFormat;
import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.LowCodes;
import bitwright.arith.NumberFormat;
import bitwright.arith.posit.Posit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** What {@code format show} tells about a format: summary, picture of the values, table of the codes. */
record FormatPage(ValueSpread spread) {
    private static final int COLUMNS = 72;
    private static final int BAR = 44;
    private static final int ROWS = 24;
    private static final int LISTED_BITS = 8;

    static FormatPage of(NumberFormat format) {
        return new FormatPage(ValueSpread.of(format));
    }

    private NumberFormat format() {
        return spread.format();
    }

    String kind() {
        if (format() instanceof FloatFormat f) {
            return f.signed() ? "float" : "float, unsigned";
        }
        if (format() instanceof IntegerFormat i) {
            String coding = i.coding() == IntegerCoding.TWOS_COMPLEMENT
                    ? "two's complement"
                    : i.coding().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return (i.fractionBits() == 0 ? "integer, " : "fixed point, ") + coding;
        }
        return format() instanceof Posit ? "posit" : "number";
    }

    /** For JSON; the codes are apart, because {@code list} does without. */
    Map<String, Object> facts() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("name", format().name());
        facts.put("kind", kind());
        facts.put("bits", format().bits());
        facts.putAll(fields());
        facts.put("finiteValues", spread.finiteValues());
        facts.put("smallest", spread.smallest());
        facts.put("largest", spread.largest());
        facts.put("smallestPositive", spread.smallestPositive());
        smallestNormal().ifPresent(value -> facts.put("smallestNormal", value));
        smallestSubnormal().ifPresent(value -> facts.put("smallestSubnormal", value));
        facts.put("significantBits", spread.significantBits());
        gapAboveOne().ifPresent(value -> facts.put("gapAboveOne", value));
        facts.put("unit", format().unit());
        facts.put(
                "specials",
                spread.specials().stream().map(run -> specialFacts(run)).toList());
        facts.put("positiveValuesByExponent", spread.byExponent());
        return facts;
    }

    private Map<String, Integer> fields() {
        var fields = new LinkedHashMap<String, Integer>();
        if (format() instanceof FloatFormat f) {
            fields.put("signBits", f.signed() ? 1 : 0);
            fields.put("exponentBits", f.exponentBits());
            fields.put("mantissaBits", f.mantissaBits());
            fields.put("bias", f.bias());
        } else if (format() instanceof Posit p) {
            fields.put("exponentBits", p.exponentBits());
        } else if (format() instanceof IntegerFormat i) {
            fields.put("fractionBits", i.fractionBits());
        }
        return fields;
    }

    private String fieldsText() {
        if (format() instanceof FloatFormat f) {
            return (f.signed() ? "sign 1, " : "") + "exponent " + f.exponentBits() + " (bias " + f.bias()
                    + "), mantissa " + f.mantissaBits();
        }
        if (format() instanceof Posit p) {
            return "n " + p.bits() + ", es " + p.exponentBits() + ": sign, regime, exponent, fraction";
        }
        return format() instanceof IntegerFormat i && i.fractionBits() != 0
                ? "integer · 2^" + -i.fractionBits()
                : "one integer";
    }

    private Optional<Double> smallestNormal() {
        return format() instanceof FloatFormat f ? Optional.of(Math.scalb(1.0, f.minExponent())) : Optional.empty();
    }

    private Optional<Double> smallestSubnormal() {
        return format() instanceof FloatFormat f && f.lowCodes() == LowCodes.SUBNORMAL && f.mantissaBits() > 0
                ? Optional.of(f.minPositive())
                : Optional.empty();
    }

    /** What floating-point people call epsilon; empty where 1 or a value above it is missing. */
    private OptionalDouble gapAboveOne() {
        int one = format().encode(1.0);
        if (format().decode(one) != 1 || spread.largest() <= 1) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(format().decode(one + 1) - 1); // codes of positive values are in order
    }

    void print(PrintWriter out) {
        out.println(format().name() + ": " + kind() + ", " + format().bits() + " bits");
        line(out, "fields", fieldsText());
        line(out, "finite values", String.format(Locale.ROOT, "%,d", spread.finiteValues()));
        line(out, "range", FormatCode.brief(spread.smallest()) + " to " + FormatCode.brief(spread.largest()));
        if (spread.smallestPositive() > 0) {
            line(out, "least above zero", FormatCode.brief(spread.smallestPositive()));
        }
        smallestNormal().ifPresent(value -> line(out, "smallest normal", FormatCode.brief(value)));
        smallestSubnormal().ifPresent(value -> line(out, "smallest subnormal", FormatCode.brief(value)));
        line(out, "precision", spread.significantBits() + (spread.significantBits() == 1 ? " bit" : " bits"));
        gapAboveOne().ifPresent(value -> line(out, "gap above 1", FormatCode.brief(value)));
        line(out, "unit", FormatCode.brief(format().unit()) + ", every finite value is a multiple of it");
        specials(out);
        if (format().bits() <= LISTED_BITS) {
            numberLine(out);
        }
        histogram(out);
        out.println();
        out.println(format().bits() <= LISTED_BITS ? "all codes" : "some codes");
        print(out, codes(), code -> FormatCode.brief(code.value()));
    }

    static void print(PrintWriter out, List<FormatCode> codes, Function<FormatCode, String> value) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("code", "fields", "class", "hex float", "value"));
        codes.forEach(
                code -> rows.add(List.of(code.hex(), code.fields(), code.kind(), code.hexFloat(), value.apply(code))));
        Columns.print(out, rows, 4);
    }

    private static void line(PrintWriter out, String what, String text) {
        out.println(String.format(Locale.ROOT, "  %-18s  %s", what, text));
    }

    private void specials(PrintWriter out) {
        String title = "special codes";
        for (ValueSpread.Run run : spread.specials()) {
            String codes = hex(run.first()) + (run.first() == run.last() ? "" : " to " + hex(run.last()));
            line(out, title, codes + " " + run.meaning());
            title = "";
        }
        if (spread.specials().isEmpty()) {
            line(out, title, "none");
        }
        if (format() instanceof IntegerFormat i && i.coding() == IntegerCoding.SYMMETRIC) {
            int code = i.code(i.maxInteger()) + 1;
            line(
                    out,
                    "reserved code",
                    hex(code) + " decodes to " + FormatCode.brief(i.decode(code)) + ", never encoded");
        }
    }

    private Map<String, String> specialFacts(ValueSpread.Run run) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("first", hex(run.first()));
        facts.put("last", hex(run.last()));
        facts.put("meaning", run.meaning());
        return facts;
    }

    private String hex(long code) {
        return new FormatCode(format(), (int) code).hex();
    }

    /** The codes worth a line: all of a small format; else zero, the extremes, 1 and its neighbours, and the specials. */
    List<FormatCode> codes() {
        Set<Integer> codes = new LinkedHashSet<>();
        if (format().bits() <= LISTED_BITS) {
            for (int code = 0; code <= format().mask(); code++) {
                codes.add(code);
            }
        } else {
            add(codes, 0);
            add(codes, spread.smallestPositive());
            smallestNormal().ifPresent(normal -> {
                if (smallestSubnormal().isPresent()) {
                    codes.add(format().encode(normal) - 1);
                }
                add(codes, normal);
            });
            int one = format().encode(1.0);
            if (format().decode(one) == 1 && spread.largest() > 1 && spread.smallestPositive() < 1) {
                codes.addAll(List.of(one - 1, one, one + 1));
            } else {
                add(codes, 1);
            }
            add(codes, -1);
            add(codes, spread.largest());
            add(codes, spread.smallest());
            for (ValueSpread.Run run : spread.specials()) {
                codes.add((int) run.first());
                codes.add((int) run.last());
            }
        }
        return codes.stream().map(code -> new FormatCode(format(), code)).toList();
    }

    private void add(Set<Integer> codes, double value) {
        int code = format().encode(value);
        if (format().decode(code) == value) {
            codes.add(code);
        }
    }

    /** The values on a straight axis: how many fall into each column. */
    private void numberLine(PrintWriter out) {
        double low = spread.smallest();
        double width = spread.largest() - low;
        if (width == 0) {
            return;
        }
        int[] values = new int[COLUMNS];
        for (int code = 0; code <= format().mask(); code++) {
            double value = format().decode(code);
            boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
            if (Double.isFinite(value) && !negativeZero) {
                values[(int) Math.rint((value - low) / width * (COLUMNS - 1))]++;
            }
        }
        var line = new StringBuilder();
        for (int count : values) {
            line.append(count == 0 ? ' ' : count == 1 ? '.' : count < 5 ? ':' : '#');
        }
        String left = FormatCode.brief(low);
        String right = FormatCode.brief(spread.largest());
        out.println();
        out.println("values on a straight axis (a column holds . one, : two to four, # more)");
        out.println("  " + line.toString().stripTrailing());
        out.println("  " + left + " ".repeat(Math.max(1, COLUMNS - left.length() - right.length())) + right);
    }

    /** The values on a logarithmic axis; binades are put together where there are too many. */
    private void histogram(PrintWriter out) {
        if (spread.byExponent().isEmpty()) {
            return;
        }
        int first = spread.byExponent().firstKey();
        int last = spread.byExponent().lastKey();
        int step = (last - first) / ROWS + 1;
        List<Long> counts = new ArrayList<>();
        for (int from = first; from <= last; from += step) {
            counts.add(spread.byExponent().subMap(from, from + step).values().stream()
                    .mapToLong(Long::longValue)
                    .sum());
        }
        long most = counts.stream().mapToLong(Long::longValue).max().orElseThrow();
        out.println();
        out.println("values above zero by magnitude");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            int from = first + i * step;
            long count = counts.get(i);
            int length = count == 0 ? 0 : (int) Math.max(1, Math.round((double) BAR * count / most));
            rows.add(List.of(
                    "  2^" + from,
                    "to 2^" + Math.min(from + step, last + 1),
                    "#".repeat(length),
                    Long.toString(count)));
        }
        Columns.print(out, rows, 3);
    }
}
