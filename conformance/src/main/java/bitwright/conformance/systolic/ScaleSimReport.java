package bitwright.conformance.systolic;

import bitwright.accel.systolic.Compat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.Gemm;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.Projection;
import bitwright.accel.systolic.SystolicArray;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.nio.file.Path;

/** Compares rows of SCALE-Sim's reports with our closed form under its conventions. */
final class ScaleSimReport {
    /** Their percentages are doubles, summed and divided in another order. */
    private static final double ROUNDING = 1e-7;

    private final SystolicArray machine;

    /** @param dataflow os, ws or is */
    ScaleSimReport(Path file, String dataflow, int rows, int columns) {
        Dataflow known = switch (dataflow) {
            case "os" -> Dataflow.OUTPUT_STATIONARY;
            case "ws" -> Dataflow.WEIGHT_STATIONARY;
            case "is" -> Dataflow.INPUT_STATIONARY;
            default -> throw new GoldenDataException(file + ": unknown dataflow '" + dataflow + "'");
        };
        // SCALE-Sim knows addresses alone, words of a byte.
        var pe = MacPe.of("int8", "int8", "int32");
        machine = new SystolicArray(new Mesh(rows, columns), known, pe, 1000).with(Compat.SCALESIM);
    }

    static Gemm gemm(CsvTable.Row row, String m, String n, String k) {
        return new Gemm(row.integer(m), row.integer(n), row.integer(k));
    }

    Projection project(Gemm gemm) {
        return machine.project(gemm);
    }

    /**
     * The columns of a compute report.
     *
     * @param stalls cycles that their memory stalled the array, which ours does not
     */
    void compute(Tally tally, String what, CsvTable.Row row, Columns columns, Projection ours) {
        long stalls = row.number(columns.stalls);
        long cycles = row.number(columns.cycles);
        tally.expect(
                what + " cycles without stalls", cycles - stalls, ours.cycles().total());
        percent(tally, what + " mapping efficiency", row.decimal(columns.mapping), ours.mappingEfficiency());
        if (stalls == 0) {
            percent(tally, what + " overall utilisation", row.decimal(columns.overall), ours.utilisation());
            percent(tally, what + " compute utilisation", row.decimal(columns.compute), ours.computeUtilisation());
        }
    }

    /** Names of the columns in one of their tables. */
    enum Columns {
        GRID("TotalCycles", "StallCycles", "OverallUtilPct", "MappingEffPct", "ComputeUtilPct"),
        /** Theirs begin with a space. */
        REPORT(" Total Cycles", " Stall Cycles", " Overall Util %", " Mapping Efficiency %", " Compute Util %");

        private final String cycles;
        private final String stalls;
        private final String overall;
        private final String mapping;
        private final String compute;

        Columns(String cycles, String stalls, String overall, String mapping, String compute) {
            this.cycles = cycles;
            this.stalls = stalls;
            this.overall = overall;
            this.mapping = mapping;
            this.compute = compute;
        }
    }

    static void accesses(
            Tally tally, String what, CsvTable.Row row, String ifmap, String filter, String ofmap, Projection ours) {
        tally.expect(what + " SRAM ifmap reads", row.number(ifmap), ours.activationReads());
        tally.expect(what + " SRAM filter reads", row.number(filter), ours.weightReads());
        tally.expect(what + " SRAM ofmap writes", row.number(ofmap), ours.outputWrites());
    }

    private static void percent(Tally tally, String what, double percent, double share) {
        tally.expect(what, percent, 100 * share, ROUNDING);
    }
}
