package bitwright.conformance.arith;

import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of integers: int/. */
final class IntegerFiles {
    private static final Rounding[] COLUMNS = {
        Rounding.NEAREST_EVEN,
        Rounding.NEAREST_AWAY,
        Rounding.NEAREST_TOWARD_ZERO,
        Rounding.DOWN,
        Rounding.UP,
        Rounding.TOWARD_ZERO,
        Rounding.NEAREST_UP,
        Rounding.TO_ODD
    };

    private IntegerFiles() {}

    static boolean check(String name, Path path, RecordTally tally) throws IOException {
        if (name.startsWith("quantize")) {
            quantize(Records.read(path), tally);
            return true;
        }
        if (path.toString().endsWith(".csv")) {
            values(path, tally);
            return true;
        }
        return false;
    }

    private static void quantize(Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            int width = records.u8();
            boolean signed = records.u8() != 0;
            double value = records.f64();
            long bits = Double.doubleToRawLongBits(value);
            var plain = signed ? IntegerFormat.signed(width) : IntegerFormat.unsigned(width);
            for (Rounding rounding : COLUMNS) {
                int code = plain.encode(value, rounding, Overflow.SATURATE);
                tally.same(records.i32(), (int) plain.integer(code), width + " bits " + rounding + " of", bits);
            }
            int expected = records.i32();
            if (signed && width > 1) {
                var symmetric = new IntegerFormat("symmetric", width, IntegerCoding.SYMMETRIC, 0);
                int code = symmetric.encode(value, Rounding.NEAREST_EVEN, Overflow.SATURATE);
                tally.same(expected, (int) symmetric.integer(code), width + " bits symmetric of", bits);
            } else {
                int code = plain.encode(value, Rounding.NEAREST_EVEN, Overflow.SATURATE);
                tally.same(expected, (int) plain.integer(code), width + " bits unsigned of", bits);
            }
            int wrapped = plain.encode(value, Rounding.NEAREST_EVEN, Overflow.WRAP);
            tally.same(records.i32(), (int) plain.integer(wrapped), width + " bits wrapped of", bits);
        }
    }

    /** kind,nbits,code,value. */
    private static void values(Path path, RecordTally tally) throws IOException {
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith("#") || line.startsWith("kind")) {
                continue;
            }
            tally.record();
            String[] cells = line.split(",");
            int width = Integer.parseInt(cells[1]);
            int code = Integer.parseInt(cells[2]);
            long value = Long.parseLong(cells[3]);
            IntegerFormat format = cells[0].startsWith("bipolar")
                    ? new IntegerFormat("bipolar", width, IntegerCoding.BIPOLAR, 0)
                    : new IntegerFormat("ternary", width, IntegerCoding.SYMMETRIC, 0);
            tally.same(value, format.integer(code), line);
            tally.same(code, format.code(value), line);
            tally.same(code, format.encode(value), line);
        }
    }
}
