package bitwright.accel.pim;

import static bitwright.accel.pim.PimCommand.ACTIVATE;
import static bitwright.accel.pim.PimCommand.ACTIVATE_ALL;
import static bitwright.accel.pim.PimCommand.CHANGE_MODE;
import static bitwright.accel.pim.PimCommand.MAC_ALL;
import static bitwright.accel.pim.PimCommand.PRECHARGE_ALL;
import static bitwright.accel.pim.PimCommand.READ;
import static bitwright.accel.pim.PimCommand.READ_RESULT;
import static bitwright.accel.pim.PimCommand.WRITE;
import static bitwright.accel.pim.PimCommand.WRITE_BIAS;
import static bitwright.accel.pim.PimCommand.WRITE_BUFFER;

import bitwright.sim.dram.Command;
import bitwright.sim.dram.Rule;
import bitwright.sim.dram.Timing;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Frequency;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The times of a DRAM channel that computes, in nanoseconds, so that its clock can be varied; each is rounded up to whole
 * cycles of the command clock. Ordinary commands keep the distances of {@link Timing#rules()}; commands to all banks keep
 * those of the same command to one bank, and the ones that are named here.
 */
@Doc("Times of a DRAM channel that computes, in nanoseconds; each becomes whole cycles of the command clock.")
public record PimTiming(
        @Doc("ACTIVATE to READ or WRITE.") @Range(min = 0, max = 1e6)
        double tRCDns,

        @Doc("ACTIVATE of all banks to MAC.") @Range(min = 0, max = 1e6)
        double tRCDMACns,

        @Doc("PRECHARGE to ACTIVATE or REFRESH.") @Range(min = 0, max = 1e6)
        double tRPns,

        @Doc("ACTIVATE to PRECHARGE.") @Range(min = 0, max = 1e6)
        double tRASns,

        @Doc("READ or MAC to PRECHARGE.") @Range(min = 0, max = 1e6)
        double tRTPns,

        @Doc("End of the data of a WRITE to PRECHARGE.") @Range(min = 0, max = 1e6)
        double tWRns,

        @Doc("Between two column commands.") @Range(min = 0, max = 1e6)
        double tCCDns,

        @Doc("Between two MACs, as far as the MAC unit is concerned; the columns' own distance holds as well.")
        @Range(min = 0, max = 1e6)
        double tMACns,

        @Doc("Data of one access on the channel's bus.") @Range(min = 0, max = 1e6)
        double tBLns,

        @Doc("READ to its first data.") @Range(min = 0, max = 1e6)
        double tCLns,

        @Doc("WRITE to its first data.") @Range(min = 0, max = 1e6)
        double tCWLns,

        @Doc("End of the data of a WRITE to READ.") @Range(min = 0, max = 1e6)
        double tWTRns,

        @Doc("Mean time between two refreshes; 0: none.") @Range(min = 0, max = 1e9)
        double tREFIns,

        @Doc("REFRESH to the next ACTIVATE.") @Range(min = 0, max = 1e6)
        double tRFCns,

        @Doc("A sum's last MAC to READ_RESULT: the depth of multipliers and adder tree.") @Range(min = 0, max = 1e6)
        double tSUMns,

        @Doc("READ_RESULT to its first data.") @Range(min = 0, max = 1e6)
        double tCLRESns,

        @Doc("WRITE_BUFFER or WRITE_BIAS to its first data.") @Range(min = 0, max = 1e6)
        double tCWLBUFns,

        @Doc("WRITE_BUFFER to the first MAC that uses it.") @Range(min = 0, max = 1e6)
        double tBUFMACns,

        @Doc("MAC to WRITE_BUFFER of what it has used.") @Range(min = 0, max = 1e6)
        double tMACBUFns,

        @Doc("READ_RESULT to WRITE_BUFFER or WRITE_BIAS: the bus turns.") @Range(min = 0, max = 1e6)
        double tRESBUFns,

        @Doc("WRITE_BUFFER to READ_RESULT: the bus turns.") @Range(min = 0, max = 1e6)
        double tBUFRESns,

        @Doc("WRITE_BIAS to READ_RESULT: the bus turns.") @Range(min = 0, max = 1e6) @Default("0")
        double tBIASRESns,

        @Doc("A change between the modes of rows and of buffers and results; 0: there are no modes.")
        @Range(min = 0, max = 1e6)
        @Default("0")
        double tMODEns,

        @Doc("ACTIVATE to ACTIVATE; 0: tRASns + tRPns.") @Range(min = 0, max = 1e6) @Default("0")
        double tRCns) {
    public PimTiming {
        Check.ranges(
                PimTiming.class,
                tRCDns,
                tRCDMACns,
                tRPns,
                tRASns,
                tRTPns,
                tWRns,
                tCCDns,
                tMACns,
                tBLns,
                tCLns,
                tCWLns,
                tWTRns,
                tREFIns,
                tRFCns,
                tSUMns,
                tCLRESns,
                tCWLBUFns,
                tBUFMACns,
                tMACBUFns,
                tRESBUFns,
                tBUFRESns,
                tBIASRESns,
                tMODEns,
                tRCns);
        Check.that(
                tREFIns == 0 || tRFCns > 0 && tRFCns + tRPns < tREFIns,
                "tRFCns",
                "must be above 0 and, with tRPns, below tREFIns " + tREFIns + ", got " + tRFCns);
    }

    /** GDDR6 that computes, as aim_simulator (0f28a07, src/dram/impl/GDDR6.cpp) has it at half a nanosecond a cycle. */
    public static final PimTiming AIM = new PimTiming(
            18, 28, 16, 27, 6, 16.5, 1, 1, 1, 25, 3, 5.5, 1666.5, 105, 1, 0, 0.5, 0, 0, 2.5, 6, 7, 16, 44.5);

    /**
     * The minimum distances and latencies at a clock.
     *
     * @param resultAccesses accesses' worth of data that a READ_RESULT moves
     */
    Distances at(Frequency frequency, int resultAccesses) {
        return new Distances(Clock.of(frequency), resultAccesses);
    }

    /** Times in cycles of one clock. */
    final class Distances {
        private static final Map<Command, PimCommand> ORDINARY = new EnumMap<>(Map.of(
                Command.ACTIVATE, ACTIVATE,
                Command.PRECHARGE_ALL, PRECHARGE_ALL,
                Command.READ, READ,
                Command.WRITE, WRITE,
                Command.REFRESH, PimCommand.REFRESH));

        private final Clock clock;
        private final Timing timing;
        /** Cycles by previous and next command; 0 where there is no rule. */
        final int[] cycles = new int[PimCommand.COUNT * PimCommand.COUNT];

        final int sum;
        final int refreshInterval;
        final int resultLatency; // from the command to the end of its data
        final int readLatency;
        final int writeLatency;
        final int bufferLatency;

        private final int moreResults; // cycles of the bus for a result beyond those of one access

        private Distances(Clock clock, int resultAccesses) {
            this.clock = clock;
            moreResults = (resultAccesses - 1) * atLeastOne(tBLns);
            timing = timing();
            sum = in(tSUMns);
            refreshInterval = in(tREFIns);
            resultLatency = in(tCLRESns) + in(tBLns) + moreResults;
            readLatency = timing.readLatency();
            writeLatency = timing.writeLatency();
            bufferLatency = in(tCWLBUFns) + in(tBLns);
            ordinary();
            computing();
        }

        private int in(double ns) {
            return ns == 0 ? 0 : Math.toIntExact(clock.cyclesFor(ns));
        }

        private int atLeastOne(double ns) {
            return Math.max(1, in(ns));
        }

        private Timing timing() {
            int column = atLeastOne(tCCDns);
            int row = Math.max(in(tRCns), in(tRASns) + in(tRPns));
            return new Timing(
                    1000.0 / clock.frequency().megahertz(),
                    atLeastOne(tCLns),
                    atLeastOne(tCWLns),
                    atLeastOne(tBLns),
                    atLeastOne(tRCDns),
                    atLeastOne(tRCDns),
                    atLeastOne(tRPns),
                    atLeastOne(tRASns),
                    Math.max(1, row),
                    in(tRTPns),
                    atLeastOne(tWRns),
                    column,
                    column,
                    in(tWTRns),
                    in(tWTRns),
                    1,
                    1,
                    0,
                    0,
                    0,
                    1,
                    OptionalInt.empty(),
                    in(tREFIns),
                    in(tRFCns),
                    0,
                    0,
                    0);
        }

        // One row at a time is open in a channel, or one in all banks: what holds for a bank, a group or a rank holds
        // here.
        private void ordinary() {
            for (Rule rule : timing.rules()) {
                PimCommand previous = ORDINARY.get(rule.previous());
                PimCommand next = ORDINARY.get(rule.next());
                if (previous != null && next != null && rule.window() == 1 && rule.scope() != Rule.Scope.OTHER_RANK) {
                    add(previous, next, rule.cycles());
                    if (previous == ACTIVATE && next == ACTIVATE) {
                        add(ACTIVATE_ALL, ACTIVATE_ALL, rule.cycles());
                    }
                    if (previous == ACTIVATE) {
                        add(ACTIVATE_ALL, next, rule.cycles());
                    }
                    if (next == ACTIVATE) {
                        add(previous, ACTIVATE_ALL, rule.cycles());
                    }
                }
            }
        }

        private void computing() {
            int column = Math.max(atLeastOne(tBLns), atLeastOne(tCCDns));
            int mac = Math.max(column, in(tMACns));
            add(ACTIVATE_ALL, MAC_ALL, in(tRCDMACns));
            add(MAC_ALL, MAC_ALL, mac);
            add(MAC_ALL, PRECHARGE_ALL, in(tRTPns));
            for (PimCommand other : List.of(READ, WRITE, READ_RESULT)) {
                add(MAC_ALL, other, column);
                add(other, MAC_ALL, column);
            }
            add(WRITE, MAC_ALL, timing.writeLatency() + in(tWTRns));
            add(READ_RESULT, READ_RESULT, column + moreResults);
            add(MAC_ALL, WRITE_BUFFER, in(tMACBUFns));
            add(WRITE_BUFFER, MAC_ALL, in(tBUFMACns));
            add(WRITE_BUFFER, READ_RESULT, in(tBUFRESns));
            add(WRITE_BIAS, READ_RESULT, in(tBIASRESns));
            for (PimCommand write : List.of(WRITE_BUFFER, WRITE_BIAS)) {
                add(write, WRITE_BUFFER, column);
                add(write, WRITE_BIAS, column);
                add(READ_RESULT, write, in(tRESBUFns) + moreResults);
                add(READ, write, timing.readLatency());
                add(write, READ, column);
                add(WRITE, write, column);
                add(write, WRITE, column);
            }
            for (PimCommand next : PimCommand.values()) {
                add(CHANGE_MODE, next, in(tMODEns));
            }
        }

        private void add(PimCommand previous, PimCommand next, int atLeast) {
            int place = previous.ordinal() * PimCommand.COUNT + next.ordinal();
            cycles[place] = Math.max(cycles[place], atLeast);
        }

        /** Cycles from one command to the next one of a kind, at least 1. */
        int distance(PimCommand previous, PimCommand next) {
            return Math.max(1, cycles[previous.ordinal() * PimCommand.COUNT + next.ordinal()]);
        }

        /** Whether buffers and results are reached in a mode of their own. */
        boolean hasModes() {
            return tMODEns > 0;
        }
    }
}
