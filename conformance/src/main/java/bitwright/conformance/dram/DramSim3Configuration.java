package bitwright.conformance.dram;

import bitwright.conformance.golden.GoldenDataException;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.ControllerPolicy;
import bitwright.sim.dram.ControllerPolicy.Page;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.ControllerPolicy.Refresh;
import bitwright.sim.dram.Currents;
import bitwright.sim.dram.DramMemory;
import bitwright.sim.dram.Organisation;
import bitwright.sim.dram.Rule;
import bitwright.sim.dram.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration file of DRAMsim3, with the values that it takes for what a file leaves out, and its peculiarities: a burst
 * takes a sixteenth of its length in cycles for GDDR6, a quarter for GDDR5, half otherwise; a row of GDDR has so many bursts
 * as columns, one of HBM twice as many device columns; tRTP is read under that name alone; tRC is tRAS + tRP.
 */
final class DramSim3Configuration {
    private final Path file;
    private final IniFile ini;
    private final String protocol;

    private DramSim3Configuration(Path file) throws IOException {
        this.file = file;
        ini = new IniFile(file);
        protocol = ini.text("protocol", "DDR3");
    }

    static GoldenDram read(Path file) throws IOException {
        return new DramSim3Configuration(file).dram();
    }

    private GoldenDram dram() {
        var organisation = organisation();
        var timing = timing(organisation);
        var policy = policy();
        var memory = new DramMemory(
                "dram", organisation, timing, ini.text("address_mapping", "chrobabgraco"), policy, currents());
        var rules = new ArrayList<>(timing.rules());
        for (Command open : new Command[] {Command.ACTIVATE}) {
            // It lets the burst end before the precharge that a read carries with it begins.
            rules.add(new Rule(
                    Rule.Scope.BANK,
                    Command.READ_PRECHARGE,
                    open,
                    ini.integer("AL", 0) + timing.tBL() + timing.tRTP() + timing.tRP()));
        }
        return new GoldenDram(
                memory,
                rules,
                1,
                true,
                "queues: per-bank, rowHitCap: " + policy.rowHitCap() + ", drainFrom: " + policy.drainFrom()
                        + ", drainIdleFrom: " + policy.drainIdleFrom());
    }

    private boolean isGddr() {
        return protocol.startsWith("GDDR");
    }

    private boolean isHbm() {
        return protocol.startsWith("HBM");
    }

    private int burstLength() {
        return ini.integer("BL", 8);
    }

    private Organisation organisation() {
        int groups = ini.integer("bankgroups", 2);
        int banks = ini.integer("banks_per_group", 2);
        if (!ini.isTrue("bankgroup_enable", true)) {
            banks *= groups;
            groups = 1;
        }
        int rows = ini.integer("rows", 1 << 16);
        int columns = ini.integer("columns", 1 << 10);
        if (isGddr()) {
            columns *= burstLength();
        } else if (isHbm()) {
            columns *= 2;
        }
        int deviceWidth = ini.integer("device_width", 8);
        int busWidth = ini.integer("bus_width", 64);
        int megabytesOfBank = columns * deviceWidth / 8 * (rows / 1024) / 1024;
        int megabytesOfRank = megabytesOfBank * banks * groups * (busWidth / deviceWidth);
        int ranks = Math.max(1, ini.integer("channel_size", 1024) / megabytesOfRank);
        return new Organisation(
                ini.integer("channels", 1),
                ranks,
                groups,
                banks,
                rows,
                columns / burstLength(),
                busWidth / 8 * burstLength());
    }

    private Timing timing(Organisation organisation) {
        int burst = burstLength() / (protocol.equals("GDDR6") ? 16 : protocol.equals("GDDR5X") ? 8 : isGddr() ? 4 : 2);
        boolean twoActivates = isGddr() || isHbm();
        int al = ini.integer("AL", 0);
        int rcd = ini.integer("tRCD", 10) - al;
        boolean closesApart = isGddr() || protocol.equals("LPDDR4");
        // With one group its distances are those between groups.
        boolean oneGroup = organisation.bankGroups() == 1;
        return new Timing(
                ini.decimal("tCK", 1),
                al + ini.integer("CL", 12),
                al + ini.integer("CWL", 12),
                burst,
                twoActivates ? ini.integer("tRCDRD", 24) : rcd,
                twoActivates ? ini.integer("tRCDWR", 20) : rcd,
                ini.integer("tRP", 10),
                ini.integer("tRAS", 24),
                ini.integer("tRAS", 24) + ini.integer("tRP", 10),
                al + ini.integer("tRTP", 5),
                ini.integer("tWR", 10),
                ini.integer("tCCD_S", 4),
                oneGroup ? ini.integer("tCCD_S", 4) : ini.integer("tCCD_L", 6),
                ini.integer("tWTR_S", 5),
                oneGroup ? ini.integer("tWTR_S", 5) : ini.integer("tWTR_L", 5),
                ini.integer("tRRD_S", 4),
                oneGroup ? ini.integer("tRRD_S", 4) : ini.integer("tRRD_L", 4),
                ini.integer("tFAW", 50),
                isGddr() ? ini.integer("t32AW", 330) : 0,
                closesApart ? ini.integer("tPPD", 0) : 0,
                ini.integer("tRTRS", 2),
                OptionalInt.empty(),
                ini.integer("tREFI", 7800),
                ini.integer("tRFC", 74),
                0,
                0,
                0);
    }

    private ControllerPolicy policy() {
        require("queue_structure", "PER_BANK");
        require("unified_queue", "false");
        require("enable_self_refresh", "false");
        String refresh = ini.text("refresh_policy", "RANK_LEVEL_STAGGERED");
        if (!refresh.equals("RANK_LEVEL_STAGGERED")) {
            throw new GoldenDataException(file + ": refresh_policy " + refresh + " is not modelled");
        }
        int queue = ini.integer("trans_queue_size", 32);
        return new ControllerPolicy(
                Queues.PER_BANK,
                queue,
                queue,
                ini.integer("cmd_queue_size", 16),
                queue,
                0,
                9,
                ini.text("row_buf_policy", "OPEN_PAGE").equals("CLOSE_PAGE") ? Page.CLOSED : Page.OPEN,
                4,
                Refresh.STAGGERED,
                false,
                isHbm() && ini.isTrue("hbm_dual_cmd", true));
    }

    private void require(String key, String value) {
        String given = ini.text(key, value);
        if (!given.equalsIgnoreCase(value)) {
            throw new GoldenDataException(file + ": " + key + " " + given + " is not modelled");
        }
    }

    private Optional<Currents> currents() {
        return Optional.of(new Currents(
                ini.integer("bus_width", 64) / ini.integer("device_width", 8),
                ini.decimal("VDD", 1.2),
                ini.decimal("IDD0", 48),
                ini.decimal("IDD2N", 34),
                ini.decimal("IDD3N", 43),
                ini.decimal("IDD4R", 135),
                ini.decimal("IDD4W", 123),
                ini.decimal("IDD5AB", 250),
                ini.decimal("IDD5PB", 5)));
    }
}
