package bitwright.conformance.dram;

import bitwright.conformance.dram.Distance.Relation;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.Rule;
import bitwright.sim.dram.Rule.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The minimum distances that DRAMsim3 derives, against those that follow from our timing table. Left out: self-refresh, which
 * we do not model, and refresh by banks, where its table takes the time of a whole rank's refresh between other banks.
 */
final class Constraints {
    private static final Set<String> LEFT_OUT = Set.of("SREF_ENTER", "SREF_EXIT", "REFRESH_BANK");

    private Constraints() {}

    /** The file's distances, and those of its activation windows, which the file does not have. */
    static List<Distance> read(Path file, List<Rule> rules) throws IOException {
        var distances = new ArrayList<Distance>();
        for (var row : rows(file)) {
            distances.add(new Distance(
                    relation(row), command(row, "prev"), command(row, "next"), row.integer("min_cycles"), 1));
        }
        rules.stream().filter(rule -> rule.window() > 1).map(Distance::of).forEach(distances::add);
        return distances;
    }

    static FileOutcome check(Path file, String name, GoldenDram golden) throws IOException {
        var tally = new Tally(name);
        for (var row : rows(file)) {
            tally.expect(
                    row.fields(List.of("scope", "prev", "next")),
                    Math.max(0, row.integer("min_cycles")),
                    ours(golden.rules(), relation(row), command(row, "prev"), command(row, "next")));
        }
        return tally.outcome();
    }

    private static List<CsvTable.Row> rows(Path file) throws IOException {
        return new CsvTable(file)
                .rows().stream()
                        .filter(row -> !LEFT_OUT.contains(row.text("prev")) && !LEFT_OUT.contains(row.text("next")))
                        .toList();
    }

    private static Relation relation(CsvTable.Row row) {
        return switch (row.text("scope")) {
            case "same_bank" -> Relation.SAME_BANK;
            case "other_bank_same_bg" -> Relation.OTHER_BANK_SAME_GROUP;
            case "other_bg_same_rank" -> Relation.OTHER_GROUP_SAME_RANK;
            case "other_rank" -> Relation.OTHER_RANK;
            default -> Relation.SAME_RANK;
        };
    }

    private static Command command(CsvTable.Row row, String column) {
        return Command.valueOf(row.text(column));
    }

    /** The greatest distance that our rules ask for between two commands that lie so; 0 if none. */
    private static int ours(List<Rule> rules, Relation relation, Command previous, Command next) {
        Set<Scope> scopes = switch (relation) {
            case SAME_BANK, SAME_RANK -> Set.of(Scope.BANK, Scope.BANK_GROUP, Scope.RANK, Scope.CHANNEL);
            case OTHER_BANK_SAME_GROUP -> Set.of(Scope.BANK_GROUP, Scope.RANK, Scope.CHANNEL);
            case OTHER_RANK -> Set.of(Scope.OTHER_RANK, Scope.CHANNEL);
            default -> Set.of(Scope.RANK, Scope.CHANNEL);
        };
        return rules.stream()
                .filter(rule -> rule.previous() == previous
                        && rule.next() == next
                        && rule.window() == 1
                        && scopes.contains(rule.scope()))
                .mapToInt(Rule::cycles)
                .max()
                .orElse(0);
    }
}
