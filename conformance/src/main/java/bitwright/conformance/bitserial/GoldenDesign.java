package bitwright.conformance.bitserial;

import bitwright.accel.memory.Buffers;
import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LaconicPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.PrecisionRule.Detect;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.serial.Array;
import bitwright.accel.serial.Compression;
import bitwright.accel.serial.SerialGrid;
import bitwright.accel.serial.Sync;
import bitwright.accel.tactical.WeightScheduler;
import bitwright.arith.recoding.Recoding;
import bitwright.conformance.golden.CsvTable;
import java.util.Optional;

/** A row of {@code configs.csv}, one configuration of DNNsim, as a machine of ours. */
final class GoldenDesign {
    private GoldenDesign() {}

    /** Why the row cannot be run, or empty. */
    static String unsupported(CsvTable.Row row) {
        return switch (row.text("architecture")) {
            case "DaDianNao", "Stripes", "ShapeShifter", "Loom", "BitPragmatic", "Laconic" -> "";
            default -> row.text("architecture") + " is not built yet";
        };
    }

    static SerialGrid machine(CsvTable.Row row) {
        var array = new Array(row.integer("rows"), row.integer("columns"), row.integer("tiles"));
        var sync = new Sync(Sync.Scope.ALL, row.integer("column_registers", 0), Sync.FullyConnected.STAGGERED);
        return new SerialGrid(
                array,
                pe(row),
                sync,
                new Buffers(1024, 1024),
                SerialGrid.FirstLayer.SPACE_TO_DEPTH,
                Compression.NONE,
                scheduler(row),
                1000);
    }

    private static Optional<WeightScheduler> scheduler(CsvTable.Row row) {
        if (!row.text("tactical").equals("true")) {
            return Optional.empty();
        }
        int lookahead = row.integer("lookahead_h");
        int lookaside = row.integer("lookaside_d");
        String pattern = row.text("search_shape") + "<" + lookahead + "," + lookaside + ">";
        return Optional.of(WeightScheduler.of(pattern).asDnnsim());
    }

    private static LanePe pe(CsvTable.Row row) {
        int lanes = row.integer("lanes");
        int bits = row.integer("pe_width");
        boolean trailing = row.text("minor_bit").equals("true");
        var dynamic = new PrecisionRule(Detect.DYNAMIC, row.integer("group_size", 1), trailing, false);
        var recoding = row.text("booth_encoding").equals("true") ? Recoding.DNNSIM : Recoding.BINARY;
        return switch (row.text("architecture")) {
            case "DaDianNao" -> new BitParallelPe(lanes, bits, 32);
            case "Stripes" -> new StripesPe(lanes, bits, PrecisionRule.PROFILED, 32);
            case "ShapeShifter" -> new StripesPe(lanes, bits, dynamic, 32);
            case "Loom" -> {
                boolean dynamicWeights = row.text("dynamic_weights").equals("true");
                yield new LoomPe(
                        lanes,
                        row.integer("pe_serial_bits"),
                        dynamic,
                        dynamicWeights ? dynamic : PrecisionRule.PROFILED,
                        bits,
                        32);
            }
            case "BitPragmatic" -> new PragmaticPe(lanes, row.integer("bits_first_stage"), recoding, bits, 32);
            case "Laconic" -> new LaconicPe(lanes, recoding, bits, 32);
            default -> throw new IllegalArgumentException(row.text("architecture"));
        };
    }
}
