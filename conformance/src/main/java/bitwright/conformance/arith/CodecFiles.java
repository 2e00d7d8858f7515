package bitwright.conformance.arith;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.MlDtypes;
import bitwright.arith.NumberFormat;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import bitwright.arith.Stochastic;
import bitwright.arith.catalog.Formats;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of conversions: decode/, encode/ and stochastic/. */
final class CodecFiles {
    private static final Pattern STOCHASTIC = Pattern.compile("(.+)_sr(\\d+)");

    private CodecFiles() {}

    /** One double a code. */
    static boolean decode(String name, Records records, RecordTally tally) {
        var format = Formats.find(name);
        if (format.isEmpty()) {
            return false;
        }
        for (int code = 0; records.more(); code++) {
            tally.record();
            double expected = records.f64();
            double actual = format.get().decode(code);
            tally.same(Double.doubleToLongBits(expected), Double.doubleToLongBits(actual), "code", code);
        }
        return true;
    }

    static boolean encode(String name, Records records, RecordTally tally) {
        var format = Formats.find(name);
        if (format.isEmpty() || !(format.get() instanceof FloatFormat f)) {
            return false;
        }
        if (f.equals(Floats.E8M0FNU)) {
            scales(f, records, tally);
        } else if (f.equals(Floats.TF32)) {
            tf32(f, records, tally);
        } else {
            floats(f, records, tally);
        }
        return true;
    }

    /** Eight columns of policies after the float32; NaN where there is no code for it is undefined. */
    private static void floats(FloatFormat format, Records records, RecordTally tally) {
        Rounding[] roundings = {
            Rounding.NEAREST_EVEN,
            Rounding.NEAREST_EVEN,
            Rounding.NEAREST_EVEN,
            Rounding.TOWARD_ZERO,
            Rounding.DOWN,
            Rounding.UP,
            Rounding.NEAREST_AWAY,
            Rounding.TO_ODD
        };
        while (records.more()) {
            tally.record();
            float value = records.f32();
            for (int column = 0; column < 8; column++) {
                int expected = records.code(format.bits());
                Overflow overflow =
                        column == 0 ? Overflow.INFINITY : column == 1 ? Overflow.SATURATE_FINITE : Overflow.SATURATE;
                int actual = format.encode(value, roundings[column], overflow);
                if (Float.isNaN(value) && !format.hasNan()) {
                    continue;
                }
                int bits = Float.floatToRawIntBits(value);
                tally.same(canonical(format, expected), canonical(format, actual), "column " + column + " of", bits);
            }
        }
    }

    /** NaN compares as any NaN. */
    static int canonical(FloatFormat format, int code) {
        return format.isNan(code) ? format.nanCode(false) : code;
    }

    private static void scales(FloatFormat format, Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            float value = records.f32();
            int bits = Float.floatToRawIntBits(value);
            tally.same(records.u8(), MlDtypes.encodeE8m0(value, Overflow.INFINITY), "rne of", bits);
            tally.same(records.u8(), MlDtypes.encodeE8m0(value, Overflow.SATURATE_FINITE), "rne saturating of", bits);
            tally.same(records.u8(), format.encode(value, Rounding.UP, Overflow.SATURATE), "round-up of", bits);
            tally.same(records.u8(), format.encode(value, Rounding.DOWN, Overflow.SATURATE), "floor of", bits);
        }
    }

    /** As float32 patterns. */
    private static void tf32(FloatFormat format, Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            float value = records.f32();
            int bits = Float.floatToRawIntBits(value);
            for (Rounding rounding :
                    new Rounding[] {Rounding.NEAREST_EVEN, Rounding.NEAREST_AWAY, Rounding.TOWARD_ZERO}) {
                int actual = format.encode(value, rounding, Overflow.INFINITY) << 13;
                tally.same(records.i32(), actual, rounding.shortName() + " of", bits);
            }
        }
    }

    static boolean stochastic(String name, Records records, RecordTally tally) {
        Matcher match = STOCHASTIC.matcher(name);
        if (!match.matches() || !(Formats.find(match.group(1)).orElse(null) instanceof FloatFormat format)) {
            return false;
        }
        int randomBits = Integer.parseInt(match.group(2));
        while (records.more()) {
            tally.record();
            float value = records.f32();
            int random = records.u16();
            for (Stochastic rule : Stochastic.values()) {
                int expected = records.u16();
                int actual = format.encode(value, rule, random, randomBits, Overflow.SATURATE);
                if (Float.isNaN(value) && !format.hasNan()) {
                    continue;
                }
                tally.same(
                        canonical(format, expected),
                        canonical(format, actual),
                        rule + " of",
                        Float.floatToRawIntBits(value),
                        random);
            }
        }
        return true;
    }

    /** A format or null, for callers that test it with a pattern. */
    static NumberFormat format(String name) {
        return Formats.find(name).orElse(null);
    }
}
