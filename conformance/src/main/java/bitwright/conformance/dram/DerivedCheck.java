package bitwright.conformance.dram;

import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.Currents;
import bitwright.sim.dram.Organisation;
import bitwright.sim.dram.Timing;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The numbers that DRAMsim3 derives from a configuration, six digits each, against ours. */
final class DerivedCheck {
    private static final MathContext SIX_DIGITS = new MathContext(6);

    private DerivedCheck() {}

    static FileOutcome check(Path file, String name, GoldenDram golden) throws IOException {
        Map<String, String> given = new HashMap<>();
        for (String word : Files.readString(file).split("\\s+")) {
            int sign = word.indexOf('=');
            if (sign > 0) {
                given.put(word.substring(0, sign), word.substring(sign + 1));
            }
        }
        var tally = new Tally(name);
        ours(golden).forEach((key, value) -> {
            if (given.containsKey(key)) {
                tally.expect(key, rounded(Double.parseDouble(given.get(key))), rounded(value));
            }
        });
        return tally.outcome();
    }

    private static String rounded(double value) {
        return BigDecimal.valueOf(value).round(SIX_DIGITS).stripTrailingZeros().toPlainString();
    }

    private static Map<String, Double> ours(GoldenDram golden) {
        Timing timing = golden.memory().timing();
        Organisation organisation = golden.memory().organisation();
        Currents currents = golden.memory().currents().orElseThrow();
        double unit = timing.clockNs(); // theirs are volts times milliamperes times cycles
        Map<String, Double> ours = new HashMap<>();
        ours.put("tCK", timing.clockNs());
        ours.put("RL", (double) timing.tCL());
        ours.put("WL", (double) timing.tCWL());
        ours.put("burst_cycle", (double) timing.tBL());
        ours.put("read_delay", (double) timing.readLatency());
        ours.put("write_delay", (double) timing.writeLatency());
        ours.put("tRC", (double) timing.tRC());
        ours.put("tFAW", (double) timing.tFAW());
        ours.put("tREFI", (double) timing.tREFI());
        ours.put("tRFC", (double) timing.tRFC());
        if (timing.t32AW() > 0) {
            ours.put("t32AW", (double) timing.t32AW());
        }
        ours.put("ranks", (double) organisation.ranks());
        ours.put("bankgroups", (double) organisation.bankGroups());
        ours.put("banks_per_group", (double) organisation.banksPerGroup());
        ours.put("rows", (double) organisation.rows());
        ours.put("req_bytes", (double) organisation.accessBytes());
        ours.put("act_e", currents.activatePj(timing) / unit);
        ours.put("rd_e", currents.readPj(timing) / unit);
        ours.put("wr_e", currents.writePj(timing) / unit);
        ours.put("ref_e", currents.refreshPj(timing) / unit);
        ours.put("actstb", currents.activeStandbyPj(timing) / unit);
        ours.put("prestb", currents.prechargedStandbyPj(timing) / unit);
        return ours;
    }
}
