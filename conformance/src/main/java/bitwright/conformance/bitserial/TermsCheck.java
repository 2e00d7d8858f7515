package bitwright.conformance.bitserial;

import bitwright.arith.recoding.Recoding;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The terms of each magnitude: set bits, DNNsim's own recoding with its powers as a mask, the non-adjacent form. */
final class TermsCheck {
    static final String FILE = "booth_terms_0_32767.csv.gz";

    private static final List<String> COLUMNS = List.of("popcount", "dnnsim_booth_mask", "dnnsim_terms", "naf_terms");

    private TermsCheck() {}

    static FileOutcome check(Path folder) throws IOException {
        var tally = new Tally(FILE);
        for (var row : new CsvTable(folder.resolve(FILE)).rows()) {
            int value = row.integer("value");
            tally.expect(
                    "value " + value,
                    row.fields(COLUMNS),
                    Recoding.BINARY.terms(value) + "," + Recoding.DNNSIM.powers(value) + ","
                            + Recoding.DNNSIM.terms(value) + "," + Recoding.NAF.terms(value));
        }
        return tally.outcome();
    }
}
