package bitwright.sim.dram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** The commands of all channels, and a check of them that looks back from each command and shares no code with the rest. */
final class CommandLog implements CommandListener {
    record Entry(int channel, long cycle, Command command, int bank, int row, int column) {
        @Override
        public String toString() {
            return cycle + " " + command + " " + bank + (row < 0 ? "" : " row " + row);
        }
    }

    final List<Entry> entries = new ArrayList<>();

    @Override
    public void issued(int channel, long cycle, Command command, int bank, int row, int column) {
        entries.add(new Entry(channel, cycle, command, bank, row, column));
    }

    List<String> lines() {
        return entries.stream().map(Entry::toString).toList();
    }

    /** Holds every command against every rule, the bus and the state of its bank. */
    void check(List<Rule> rules, Organisation organisation, int perCycle) {
        for (int channel = 0; channel < organisation.channels(); channel++) {
            int own = channel;
            check(entries.stream().filter(entry -> entry.channel == own).toList(), rules, organisation, perCycle);
        }
    }

    private static void check(List<Entry> log, List<Rule> rules, Organisation organisation, int perCycle) {
        int[] open = new int[organisation.banks()];
        java.util.Arrays.fill(open, -1);
        for (int i = 0; i < log.size(); i++) {
            Entry entry = log.get(i);
            if (i >= perCycle) {
                assertThat(entry.cycle).as("the bus at " + entry).isGreaterThan(log.get(i - perCycle).cycle);
            }
            for (Rule rule : rules) {
                if (rule.next() == entry.command) {
                    Entry before = counted(log, i, rule, organisation);
                    if (before != null) {
                        assertThat(entry.cycle - before.cycle)
                                .as(entry + " after " + before + " by " + rule)
                                .isGreaterThanOrEqualTo(rule.cycles());
                    }
                }
            }
            follow(entry, open, organisation);
        }
    }

    private static void follow(Entry entry, int[] open, Organisation organisation) {
        int first = entry.bank / organisation.banksPerRank() * organisation.banksPerRank();
        switch (entry.command) {
            case ACTIVATE -> {
                assertThat(open[entry.bank]).as("the row before " + entry).isEqualTo(-1);
                open[entry.bank] = entry.row;
            }
            case PRECHARGE -> {
                assertThat(open[entry.bank]).as("the row before " + entry).isNotEqualTo(-1);
                open[entry.bank] = -1;
            }
            case READ, WRITE ->
                assertThat(open[entry.bank]).as("the row of " + entry).isEqualTo(entry.row);
            case READ_PRECHARGE, WRITE_PRECHARGE -> {
                assertThat(open[entry.bank]).as("the row of " + entry).isEqualTo(entry.row);
                open[entry.bank] = -1;
            }
            case REFRESH_BANK ->
                assertThat(open[entry.bank]).as("the row before " + entry).isEqualTo(-1);
            default -> {
                for (int bank = first; bank < first + organisation.banksPerRank(); bank++) {
                    assertThat(entry.command == Command.REFRESH && open[bank] != -1)
                            .as("a row open at " + entry)
                            .isFalse();
                    open[bank] = -1;
                }
            }
        }
    }

    /** The command that a rule counts from, of those before the i-th. */
    private static Entry counted(List<Entry> log, int i, Rule rule, Organisation organisation) {
        int left = rule.window();
        for (int j = i - 1; j >= 0; j--) {
            if (log.get(j).command == rule.previous() && isIn(rule.scope(), log.get(j), log.get(i), organisation)) {
                if (--left == 0) {
                    return log.get(j);
                }
            }
        }
        return null;
    }

    private static boolean isIn(Rule.Scope scope, Entry one, Entry other, Organisation organisation) {
        boolean wide = one.command.isRankWide() || other.command.isRankWide();
        boolean rank = one.bank / organisation.banksPerRank() == other.bank / organisation.banksPerRank();
        return switch (scope) {
            case BANK -> rank && (wide || one.bank == other.bank);
            case BANK_GROUP ->
                rank && (wide || one.bank / organisation.banksPerGroup() == other.bank / organisation.banksPerGroup());
            case RANK -> rank;
            case CHANNEL -> true;
            case OTHER_RANK -> !rank;
        };
    }
}
