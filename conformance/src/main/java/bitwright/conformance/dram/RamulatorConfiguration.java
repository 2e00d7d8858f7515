package bitwright.conformance.dram;

import bitwright.conformance.golden.GoldenDataException;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.ControllerPolicy;
import bitwright.sim.dram.ControllerPolicy.Page;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.ControllerPolicy.Refresh;
import bitwright.sim.dram.DramMemory;
import bitwright.sim.dram.Organisation;
import bitwright.sim.dram.Rule;
import bitwright.sim.dram.Rule.Scope;
import bitwright.sim.dram.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A configuration file of Ramulator 2.1: one channel with the generic controller. Its constraints are taken as they stand in
 * the file; of the timing values only those are read that no constraint holds.
 */
final class RamulatorConfiguration {
    /** What a standard's lists of numbers mean. */
    private record Standard(List<Command> commands, List<String> levels, List<String> timings, int prefetch) {}

    private static final Map<String, Standard> STANDARDS = Map.of(
            "DDR4",
            new Standard(
                    List.of(
                            Command.ACTIVATE,
                            Command.PRECHARGE,
                            Command.PRECHARGE_ALL,
                            Command.READ,
                            Command.WRITE,
                            Command.READ_PRECHARGE,
                            Command.WRITE_PRECHARGE,
                            Command.REFRESH),
                    List.of("channel", "rank", "group", "bank"),
                    List.of(
                            "rate", "nBL", "nCL", "nRCD", "nRP", "nRAS", "nRC", "nWR", "nRTP", "nCWL", "nCCDS", "nCCDL",
                            "nRRDS", "nRRDL", "nWTRS", "nWTRL", "nFAW", "nRFC", "nREFI", "nCS", "tCK_ps"),
                    8),
            "GDDR6",
            new Standard(
                    List.of(
                            Command.ACTIVATE,
                            Command.PRECHARGE_ALL,
                            Command.PRECHARGE,
                            Command.READ,
                            Command.WRITE,
                            Command.READ_PRECHARGE,
                            Command.WRITE_PRECHARGE,
                            Command.REFRESH,
                            Command.REFRESH_BANK),
                    List.of("channel", "group", "bank"),
                    List.of(
                            "rate", "nBL", "nCL", "nRCDRD", "nRCDWR", "nRP", "nRAS", "nRC", "nWR", "nRTP", "nCWL",
                            "nCCDS", "nCCDL", "nRRDS", "nRRDL", "nWTRS", "nWTRL", "nFAW", "nRFCpb", "nRREFD", "nREFI",
                            "tCK_ps", "nRFC", "nPPD"),
                    16));

    private final Path file;
    private final Map<?, ?> controller;
    private final Map<?, ?> dram;
    private final Standard standard;

    private RamulatorConfiguration(Path file) throws IOException {
        this.file = file;
        Object root = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        var controllers = list(get(get(root, "memory_system"), "controllers"));
        if (controllers.size() != 1) {
            throw new GoldenDataException(file + ": only one channel is modelled, got " + controllers.size());
        }
        controller = map(controllers.get(0));
        dram = map(get(controller, "dram"));
        standard = STANDARDS.get(String.valueOf(dram.get("impl")));
        if (standard == null) {
            throw new GoldenDataException(file + ": standard " + dram.get("impl") + " is not modelled");
        }
    }

    static GoldenDram read(Path file) throws IOException {
        return new RamulatorConfiguration(file).golden();
    }

    private GoldenDram golden() {
        require("GenericDDR", controller.get("impl"));
        require("FRFCFS", get(get(controller, "scheduler"), "impl"));
        require("Open", get(get(controller, "row_policy"), "impl"));
        require("RoBaRaCoCh", get(get(controller, "addr_mapper"), "impl"));
        var policy = policy();
        var memory = new DramMemory("dram", organisation(), timing(), "robabgracoch", policy, Optional.empty());
        return new GoldenDram(
                memory,
                rules(),
                0,
                false,
                "queues: shared, rowHitCap: 0, drainFrom: " + policy.drainFrom() + ", drainTo: " + policy.drainTo()
                        + ", drainIdleFrom: 0");
    }

    private Organisation organisation() {
        List<Integer> counts = integers(get(get(dram, "org"), "count"));
        int levels = standard.levels().size();
        int channelWidth = integer(dram.get("channel_width"));
        return new Organisation(
                1,
                standard.levels().contains("rank")
                        ? counts.get(standard.levels().indexOf("rank"))
                        : 1,
                counts.get(standard.levels().indexOf("group")),
                counts.get(standard.levels().indexOf("bank")),
                counts.get(levels),
                counts.get(levels + 1) / standard.prefetch(),
                channelWidth * standard.prefetch() / 8);
    }

    private int value(String name) {
        return integers(dram.get("timing")).get(standard.timings().indexOf(name));
    }

    private Timing timing() {
        boolean twoActivates = standard.timings().contains("nRCDRD");
        int latency = integer(dram.get("read_latency"));
        return new Timing(
                value("tCK_ps") / 1000.0,
                latency - value("nBL"),
                value("nCWL"),
                value("nBL"),
                value(twoActivates ? "nRCDRD" : "nRCD"),
                value(twoActivates ? "nRCDWR" : "nRCD"),
                value("nRP"),
                value("nRAS"),
                value("nRC"),
                value("nRTP"),
                value("nWR"),
                value("nCCDS"),
                value("nCCDL"),
                value("nWTRS"),
                value("nWTRL"),
                value("nRRDS"),
                value("nRRDL"),
                value("nFAW"),
                0,
                standard.timings().contains("nPPD") ? value("nPPD") : 0,
                standard.timings().contains("nCS") ? value("nCS") : 1,
                OptionalInt.empty(),
                value("nREFI"),
                value("nRFC"),
                0,
                0,
                0);
    }

    private List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        for (Object line : list(dram.get("timing_constraints"))) {
            List<?> fields = list(line);
            String level = standard.levels().get(integer(fields.get(0)));
            boolean others = fields.size() > 5 && Boolean.TRUE.equals(fields.get(5));
            int window = fields.size() > 4 ? integer(fields.get(4)) : 1;
            for (int previous : integers(fields.get(1))) {
                for (int next : integers(fields.get(2))) {
                    rules.add(new Rule(
                            scope(level, others),
                            standard.commands().get(previous),
                            standard.commands().get(next),
                            integer(fields.get(3)),
                            window));
                }
            }
        }
        return rules;
    }

    private Scope scope(String level, boolean others) {
        if (others && !level.equals("rank")) {
            throw new GoldenDataException(file + ": a constraint between neighbours of level " + level);
        }
        return switch (level) {
            case "channel" -> Scope.CHANNEL;
            case "rank" -> others ? Scope.OTHER_RANK : Scope.RANK;
            case "group" -> Scope.BANK_GROUP;
            default -> Scope.BANK;
        };
    }

    private ControllerPolicy policy() {
        int writes = integer(controller.get("write_buffer_size"));
        String refresh = String.valueOf(get(get(controller, "refresh_manager"), "impl"));
        if (!refresh.equals("AllBank") && !refresh.equals("NoRefresh")) {
            throw new GoldenDataException(file + ": refresh_manager " + refresh + " is not modelled");
        }
        Object scatter = map(controller.get("refresh_manager")).get("scatter_interval");
        if (scatter != null && integer(scatter) > 0) {
            throw new GoldenDataException(file + ": scatter_interval " + scatter + " is not modelled");
        }
        // Draining begins above the one share of the queue and ends below the other.
        float high = decimal(controller.get("wr_high_watermark")) * writes;
        float low = decimal(controller.get("wr_low_watermark")) * writes;
        return new ControllerPolicy(
                Queues.SHARED,
                integer(controller.get("read_buffer_size")),
                writes,
                1,
                (int) Math.floor(high) + 1,
                (int) Math.ceil(low) - 1,
                0,
                Page.OPEN,
                0,
                refresh.equals("AllBank") ? Refresh.ALL_BANK : Refresh.NONE,
                true,
                false);
    }

    private void require(String modelled, Object given) {
        if (!modelled.equals(given)) {
            throw new GoldenDataException(file + ": " + given + " is not modelled, only " + modelled);
        }
    }

    private Object get(Object map, String key) {
        return map(map).get(key);
    }

    private Map<?, ?> map(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new GoldenDataException(file + ": a mapping is expected, got " + value);
    }

    private List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new GoldenDataException(file + ": a list is expected, got " + value);
    }

    private List<Integer> integers(Object value) {
        return list(value).stream().map(this::integer).toList();
    }

    private int integer(Object value) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        throw new GoldenDataException(file + ": a number is expected, got " + value);
    }

    private float decimal(Object value) {
        if (value instanceof Number number) {
            return number.floatValue();
        }
        throw new GoldenDataException(file + ": a number is expected, got " + value);
    }
}
