package bitwright.conformance.rtl;

import bitwright.accel.bitslice.EntEncoder;
import bitwright.accel.bitslice.SparseEncoder;
import bitwright.arith.recoding.BoothCode;
import bitwright.arith.recoding.EntCode;
import bitwright.arith.recoding.Recoding;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.StringJoiner;

/** The encoders of the bit-slice PEs, code by code. */
final class EncoderCheck {
    private static final int DIGITS = 4;
    private static final int OPERANDS = 4;

    private EncoderCheck() {}

    /** EN-T: the coded word and after how many edges it stands there, digits, selectors. */
    static FileOutcome ent(String name, Path file) throws IOException {
        var tally = new Tally(name);
        for (var row : new CsvTable(file).rows()) {
            int a = row.integer("a");
            String what = "a " + a + " ";
            int latency = row.integer("latency_edges");
            var encoder = new EntEncoder(DIGITS);
            int other = a == 1 ? 2 : 1;
            encoder.edge(a);
            for (int edge = 1; edge < latency; edge++) {
                tally.expect(what + "before edge " + latency, edge == 1 ? 0 : -1, encoder.output());
                encoder.edge(other);
            }
            tally.expect(what + "en9", Long.parseLong(row.text("en9_hex"), 16), encoder.output());
            for (int i = 0; i < DIGITS; i++) {
                int code = EntCode.code(a, i);
                tally.expect(what + "code" + i, row.number("code" + i), code);
                tally.expect(what + "d" + i, row.number("d" + i), EntCode.digit(a, i));
                tally.expect(what + "sel" + i, row.number("sel" + i), code == 0 ? -1 : EntCode.selector(code, a < 0));
            }
            tally.expect(what + "digits", row.number("nonzero_digits"), Recoding.ENT.terms(a));
        }
        return tally.outcome();
    }

    static FileOutcome booth(String name, Path file) throws IOException {
        var tally = new Tally(name);
        for (var row : new CsvTable(file).rows()) {
            int a = row.integer("a");
            for (int i = 0; i < DIGITS; i++) {
                tally.expect("a " + a + " d" + i, row.number("d" + i), BoothCode.digit(a, i));
            }
            tally.expect("a " + a + " digits", row.number("nonzero_digits"), Recoding.BOOTH_RADIX4.terms(a));
        }
        return tally.outcome();
    }

    /** Which operands the sparse encoder visits in which order, and with which selectors. */
    static FileOutcome sparse(String name, Path file) throws IOException {
        var tally = new Tally(name);
        var encoder = new SparseEncoder(OPERANDS);
        for (var row : new CsvTable(file).rows()) {
            long codes = Long.parseLong(row.text("codes_hex"), 16);
            int signs = Integer.parseInt(row.text("sign_mask"), 16);
            int nonZero = SparseEncoder.nonZero(codes, OPERANDS);
            String what = "codes " + row.text("codes_hex") + " signs " + signs + " ";
            tally.expect(what + "nonzero_mask", Long.parseLong(row.text("nonzero_mask"), 16), nonZero);
            tally.expect(what + "cal_cycle", row.number("cal_cycle"), Integer.bitCount(nonZero));
            var positions = new StringJoiner(" ");
            var selectors = new StringJoiner(" ");
            encoder.accept(codes, signs);
            for (boolean more = true; more; ) {
                positions.add(Integer.toString(encoder.position()));
                more = !encoder.ready();
                encoder.edge();
                selectors.add(Integer.toString(encoder.selector()));
            }
            tally.expect(what + "positions", row.text("positions"), positions.toString());
            if (nonZero != 0) {
                tally.expect(what + "selectors", row.text("selectors"), selectors.toString());
            }
        }
        return tally.outcome();
    }
}
