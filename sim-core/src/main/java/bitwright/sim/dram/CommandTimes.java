package bitwright.sim.dram;

import bitwright.sim.dram.Rule.Scope;
import java.util.Arrays;
import java.util.List;

/**
 * When each command may go out next, in one channel. For every bank, bank group and rank and for the channel it keeps the
 * earliest cycle of each command that the commands so far allow; a command may go when all the four that it belongs to
 * agree.
 */
final class CommandTimes {
    private static final long NEVER_ISSUED = -1;

    private final Organisation organisation;
    private final int firstGroup;
    private final int firstRank;
    private final int channel;
    private final int nodes;
    private final int[] groupOf; // node of a bank's group
    private final int[] rankOf; // node of a bank's rank

    private final long[] earliest; // by command and node
    private final byte[] causes; // what the earliest cycle of a command and node comes from

    // By previous command and scope: next command, cycles, cause; one after another.
    private final int[][][] rules = new int[Command.COUNT][Scope.values().length][];
    private final Window[][] windows = new Window[Command.COUNT][];

    CommandTimes(Organisation organisation, List<Rule> rules) {
        this.organisation = organisation;
        int banks = organisation.banks();
        firstGroup = banks;
        firstRank = firstGroup + organisation.groups();
        channel = firstRank + organisation.ranks();
        nodes = channel + 1;
        groupOf = new int[banks];
        rankOf = new int[banks];
        for (int bank = 0; bank < banks; bank++) {
            groupOf[bank] = firstGroup + bank / organisation.banksPerGroup();
            rankOf[bank] = firstRank + bank / organisation.banksPerRank();
        }
        earliest = new long[nodes * Command.COUNT];
        causes = new byte[earliest.length];
        Arrays.fill(causes, (byte) Stall.QUEUE.ordinal());
        compile(rules);
    }

    private void compile(List<Rule> given) {
        for (Command previous : Command.values()) {
            for (Scope scope : Scope.values()) {
                rules[previous.ordinal()][scope.ordinal()] = given.stream()
                        .filter(rule -> rule.previous() == previous && rule.scope() == scope && rule.window() == 1)
                        .flatMapToInt(rule -> Arrays.stream(new int[] {
                            rule.next().ordinal(), rule.cycles(), rule.stall().ordinal()
                        }))
                        .toArray();
            }
            windows[previous.ordinal()] = given.stream()
                    .filter(rule -> rule.previous() == previous && rule.window() > 1)
                    .map(rule -> new Window(rule, channel + 1))
                    .toArray(Window[]::new);
        }
    }

    /** The last so many cycles of a command at each node, for a rule that looks further back than one. */
    private static final class Window {
        final Rule rule;
        final long[] cycles;
        final int[] oldest;

        Window(Rule rule, int nodes) {
            this.rule = rule;
            cycles = new long[nodes * rule.window()];
            Arrays.fill(cycles, NEVER_ISSUED);
            oldest = new int[nodes];
        }

        /** Takes note of a command and returns when the one that counts went out, or {@link #NEVER_ISSUED}. */
        long issued(int node, long cycle) {
            int start = node * rule.window();
            cycles[start + oldest[node]] = cycle;
            int next = oldest[node] + 1;
            oldest[node] = next == rule.window() ? 0 : next;
            return cycles[start + oldest[node]];
        }
    }

    /** The earliest cycle in which a command for one bank may go out. */
    long of(Command command, int bank) {
        int start = command.ordinal() * nodes;
        long own = earliest[start + bank];
        long group = earliest[start + groupOf[bank]];
        long rank = earliest[start + rankOf[bank]];
        long all = earliest[start + channel];
        return Math.max(Math.max(own, group), Math.max(rank, all));
    }

    /** The earliest cycle in which a command for a whole rank may go out. */
    long ofRank(Command command, int rank) {
        int start = command.ordinal() * nodes;
        long latest = Math.max(earliest[start + channel], earliest[start + firstRank + rank]);
        int groups = organisation.bankGroups();
        for (int group = rank * groups; group < (rank + 1) * groups; group++) {
            latest = Math.max(latest, earliest[start + firstGroup + group]);
        }
        int banks = organisation.banksPerRank();
        for (int bank = rank * banks; bank < (rank + 1) * banks; bank++) {
            latest = Math.max(latest, earliest[start + bank]);
        }
        return latest;
    }

    /** What holds a command for one bank back until its earliest cycle. */
    Stall cause(Command command, int bank) {
        int start = command.ordinal() * nodes;
        int latest = later(start + bank, start + groupOf[bank]);
        latest = later(latest, start + rankOf[bank]);
        return STALLS[causes[later(latest, start + channel)]];
    }

    private static final Stall[] STALLS = Stall.values();

    private int later(int one, int other) {
        return earliest[other] > earliest[one] ? other : one;
    }

    /** Takes note that a command goes out; of one for a whole rank any of its banks is given. */
    void issued(Command command, int bank, long cycle) {
        int[][] byScope = rules[command.ordinal()];
        int rank = rankOf[bank] - firstRank;
        if (command.isRankWide()) {
            int banks = organisation.banksPerRank();
            for (int one = rank * banks; one < (rank + 1) * banks; one++) {
                hold(one, byScope[Scope.BANK.ordinal()], cycle);
            }
            int groups = organisation.bankGroups();
            for (int one = rank * groups; one < (rank + 1) * groups; one++) {
                hold(firstGroup + one, byScope[Scope.BANK_GROUP.ordinal()], cycle);
            }
        } else {
            hold(bank, byScope[Scope.BANK.ordinal()], cycle);
            hold(groupOf[bank], byScope[Scope.BANK_GROUP.ordinal()], cycle);
        }
        hold(rankOf[bank], byScope[Scope.RANK.ordinal()], cycle);
        hold(channel, byScope[Scope.CHANNEL.ordinal()], cycle);
        int[] others = byScope[Scope.OTHER_RANK.ordinal()];
        if (others.length > 0) {
            for (int one = 0; one < organisation.ranks(); one++) {
                if (one != rank) {
                    hold(firstRank + one, others, cycle);
                }
            }
        }
        for (Window window : windows[command.ordinal()]) {
            int node = node(window.rule.scope(), bank);
            long counted = window.issued(node, cycle);
            if (counted != NEVER_ISSUED) {
                hold(node, window.rule.next().ordinal(), counted + window.rule.cycles(), Stall.ACTIVATION.ordinal());
            }
        }
    }

    private int node(Scope scope, int bank) {
        return switch (scope) {
            case BANK -> bank;
            case BANK_GROUP -> groupOf[bank];
            case RANK -> rankOf[bank];
            default -> channel;
        };
    }

    private void hold(int node, int[] rulesOfScope, long cycle) {
        for (int at = 0; at < rulesOfScope.length; at += 3) {
            hold(node, rulesOfScope[at], cycle + rulesOfScope[at + 1], rulesOfScope[at + 2]);
        }
    }

    private void hold(int node, int command, long until, int cause) {
        int place = command * nodes + node;
        if (until > earliest[place]) {
            earliest[place] = until;
            causes[place] = (byte) cause;
        }
    }
}
