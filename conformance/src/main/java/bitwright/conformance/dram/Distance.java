package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.Organisation;
import bitwright.sim.dram.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A minimum distance between two commands, and a check of whole traces that shares nothing with the simulation: it looks
 * back from each command.
 *
 * @param relation how the two lie to each other
 * @param previous the earlier command
 * @param next the later command
 * @param cycles cycles between them, at least
 * @param window which of the earlier ones counts: 1 the latest
 */
record Distance(Relation relation, Command previous, Command next, int cycles, int window) {
    /** How the banks of two commands lie to each other; a command for a whole rank lies wherever any of its banks does. */
    enum Relation {
        SAME_BANK,
        SAME_GROUP,
        SAME_RANK,
        ANY,
        OTHER_BANK_SAME_GROUP,
        OTHER_GROUP_SAME_RANK,
        OTHER_RANK;

        boolean holds(Issued previous, Issued next, Organisation organisation) {
            boolean rank = previous.bank() / organisation.banksPerRank() == next.bank() / organisation.banksPerRank();
            boolean wide = previous.command().isRankWide() || next.command().isRankWide();
            boolean group = rank
                    && (wide
                            || previous.bank() / organisation.banksPerGroup()
                                    == next.bank() / organisation.banksPerGroup());
            boolean bank = rank && (wide || previous.bank() == next.bank());
            return switch (this) {
                case SAME_BANK -> bank;
                case SAME_GROUP -> group;
                case SAME_RANK -> rank;
                case ANY -> true;
                case OTHER_BANK_SAME_GROUP -> group && previous.bank() != next.bank();
                case OTHER_GROUP_SAME_RANK -> rank && (wide || !group);
                case OTHER_RANK -> !rank;
            };
        }
    }

    static Distance of(Rule rule) {
        var relation = switch (rule.scope()) {
            case BANK -> Relation.SAME_BANK;
            case BANK_GROUP -> Relation.SAME_GROUP;
            case RANK -> Relation.SAME_RANK;
            case CHANNEL -> Relation.ANY;
            case OTHER_RANK -> Relation.OTHER_RANK;
        };
        return new Distance(relation, rule.previous(), rule.next(), rule.cycles(), rule.window());
    }

    /**
     * Checks each command of a trace against all distances, a record a command.
     *
     * @param perCycle commands that may go out in one cycle
     */
    static void check(
            String what,
            List<Issued> trace,
            List<Distance> distances,
            Organisation organisation,
            int perCycle,
            Tally tally) {
        Map<Command, List<Distance>> byNext = new EnumMap<>(Command.class);
        for (Distance distance : distances) {
            byNext.computeIfAbsent(distance.next(), unused -> new ArrayList<>()).add(distance);
        }
        Map<Command, List<Issued>> earlier = new EnumMap<>(Command.class);
        for (int i = 0; i < trace.size(); i++) {
            Issued command = trace.get(i);
            String broken = i >= perCycle && trace.get(i - perCycle).cycle() == command.cycle()
                    ? "more than " + perCycle + " commands in a cycle"
                    : "";
            for (Distance distance : byNext.getOrDefault(command.command(), List.of())) {
                Issued counted = distance.counted(earlier, command, organisation);
                if (counted != null) {
                    broken = distance + " after " + counted;
                }
            }
            tally.expect(what + " " + command, "", broken);
            earlier.computeIfAbsent(command.command(), unused -> new ArrayList<>())
                    .add(command);
        }
    }

    /** The earlier command that this one is too close to, or null. */
    private Issued counted(Map<Command, List<Issued>> earlier, Issued command, Organisation organisation) {
        List<Issued> candidates = earlier.getOrDefault(previous, List.of());
        int matches = 0;
        for (int i = candidates.size() - 1; i >= 0; i--) {
            Issued candidate = candidates.get(i);
            if (command.cycle() - candidate.cycle() >= cycles) {
                return null;
            }
            if (relation.holds(candidate, command, organisation) && ++matches == window) {
                return candidate;
            }
        }
        return null;
    }
}
