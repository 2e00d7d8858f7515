package bitwright.accel.tactical;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.tactical.WeightScheduler.EmptySlots;
import bitwright.accel.tactical.WeightScheduler.SlotOrder;
import bitwright.accel.tactical.WeightScheduler.ZeroLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightSchedulerTest {
    /**
     * Four lanes, candidates: the next line's lower lane, then the same lane.
     *
     * <pre>
     * time 0:  0  5  0  0     lane 0 can take lane 3 (8) or lane 0 (6); lane 2 only lane 2 (7); lane 3 lane 2 (7), lane 3 (8)
     * time 1:  6  0  7  8
     * time 2:  0  0  0  0
     * time 3:  9  0  0  0
     * </pre>
     *
     * Lanes 0 and 3 have two candidates each; 0 comes first and takes its first, the 8. Then lanes 2 and 3 have one each, both
     * the 7; lane 2 takes it and lane 3 has none left. At time 1 the 6 stays, and nothing comes from time 2, which is left
     * out. At time 3 the 9 stays.
     */
    @Test
    void aSmallFilterIsScheduledAsByHand() {
        var pattern = new SearchPattern(List.of(new Candidate(1, -1), new Candidate(1, 0)));
        var scheduler = new WeightScheduler(pattern, SlotOrder.MOST_FLEXIBLE, ZeroLines.WITHIN_LOOKAHEAD);
        int[] filter = {0, 5, 0, 0, 6, 0, 7, 8, 0, 0, 0, 0, 9, 0, 0, 0};
        var schedule = scheduler.prepare(lines(4, new int[][] {filter}, -1L >>> 60));
        assertThat(schedule).hasToString("""
                        time 0 filter 0: 8<1,-1      5  7<1,0      0
                        time 1 filter 0:      6      0      .      .
                        time 3 filter 0:      9      0      0      0
                        """);
        assertThat(schedule.usedTimes()).hasToString("{0, 1, 3}");
    }

    /**
     * Two lines of zeros between two others, one line of lookahead: the first is left out, the second is run and takes the 2
     * of time 3 (its lane 1 reaches lane 0), which is then left out. Without a limit neither is run, and the 2 stays.
     */
    @ParameterizedTest
    @CsvSource({"WITHIN_LOOKAHEAD, 0 2", "ALL, 0 3", "NONE, 0 1 2 3"})
    void asManyZeroLinesAreLeftOutAsTheRuleSays(ZeroLines rule, String times) {
        var pattern = new SearchPattern(List.of(new Candidate(1, 1)));
        var scheduler = new WeightScheduler(pattern, SlotOrder.MOST_FLEXIBLE, rule);
        int[] filter = {1, 1, 0, 0, 0, 0, 2, 0};
        int[] other = {1, 1, 0, 0, 0, 0, 0, 0};
        var schedule = scheduler.prepare(lines(2, new int[][] {filter, other}, 3));
        assertThat(IntStream.range(0, schedule.lines())
                        .map(schedule::time)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(times);
    }

    /**
     * At time 1 there are a 4 in lane 0 and a 5 in lane 1. Lane 0 reaches both, the 5 first; lane 1 reaches the 5 alone. If
     * lane 0 comes first it takes the 5 and lane 1 stays empty; if lane 1 does, both are filled.
     */
    @ParameterizedTest
    @CsvSource({"MOST_FLEXIBLE, 5, 0", "LEAST_FLEXIBLE, 4, 5", "LANE_ORDER, 5, 0"})
    void theOrderOfSlotsIsAnOption(SlotOrder order, int first, int second) {
        var pattern = new SearchPattern(List.of(new Candidate(1, 1), new Candidate(1, 0)));
        var scheduler = new WeightScheduler(pattern, order, ZeroLines.NONE);
        int[] filter = {0, 0, 7, 7, 4, 5, 0, 0};
        var schedule = scheduler.prepare(lines(4, new int[][] {filter}, -1L >>> 60));
        assertThat(schedule.weight(0, 0, 0)).isEqualTo(first);
        assertThat(schedule.weight(0, 0, 1)).isEqualTo(second);
    }

    @Test
    void everyWeightIsScheduledOnceAndAsTheNaiveSchedulerDoes() {
        for (long seed = 1; seed <= 400; seed++) {
            var random = new SplittableRandom(seed);
            int lanes = 2 + random.nextInt(random.nextInt(4) == 0 ? 63 : 16);
            int times = 1 + random.nextInt(12);
            int rows = 1 + random.nextInt(3);
            var weights = new int[rows][times * lanes];
            int zeros = random.nextInt(12);
            for (int[] row : weights) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextInt(12) < zeros ? 0 : random.nextInt(-9, 10);
                }
            }
            if (random.nextBoolean()) { // whole lines of zeros
                int from = random.nextInt(times);
                int to = Math.min(times, from + 1 + random.nextInt(4));
                for (int[] row : weights) {
                    Arrays.fill(row, from * lanes, to * lanes, 0);
                }
            }
            var operands = new long[rows][times];
            for (int row = 0; row < rows; row++) {
                for (int time = 0; time < times; time++) {
                    long mask = random.nextBoolean() ? -1L : random.nextLong();
                    operands[row][time] = mask & -1L >>> 64 - lanes;
                    for (int lane = 0; lane < lanes; lane++) {
                        weights[row][time * lanes + lane] *= (int) (operands[row][time] >>> lane & 1);
                    }
                }
            }
            var scheduler = new WeightScheduler(
                    pattern(random, lanes),
                    SlotOrder.values()[random.nextInt(3)],
                    ZeroLines.values()[random.nextInt(3)],
                    EmptySlots.values()[random.nextInt(2)]);
            var schedule = scheduler.prepare(new WeightLines(lanes, times, weights, operands));
            String trial = "seed " + seed + " " + scheduler;
            for (int row = 0; row < rows; row++) {
                assertThat(schedule.unscheduled(row)).as(trial).isEqualTo(weights[row]);
            }
            var naive = new NaiveScheduler(scheduler, lanes, times, weights, operands);
            naive.run();
            assertThat(slots(schedule)).as(trial).isEqualTo(naive.slots());
            assertThat(scheduledPlaces(schedule)).as(trial).doesNotHaveDuplicates();
        }
    }

    private static SearchPattern pattern(SplittableRandom random, int lanes) {
        if (lanes > 8 && random.nextInt(4) == 0) {
            return SearchPattern.of("T<4,8>"); // 12 candidates
        }
        if (lanes > 7 && random.nextBoolean()) {
            return SearchPattern.of(List.of("T8<2,5>", "L8<1,6>", "L<2,5>").get(random.nextInt(3)));
        }
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            var candidate = new Candidate(1 + random.nextInt(4), random.nextInt(1 - lanes, lanes));
            if (!candidates.contains(candidate)) {
                candidates.add(candidate);
            }
        }
        return new SearchPattern(candidates);
    }

    private static WeightLines lines(int lanes, int[][] weights, long operands) {
        int times = weights[0].length / lanes;
        var masks = new long[weights.length][times];
        for (long[] row : masks) {
            Arrays.fill(row, operands);
        }
        return new WeightLines(lanes, times, weights, masks);
    }

    /** A line each: {@code time: weight@time.lane …}, row by row; idle slots are dashes. */
    private static List<String> slots(Schedule schedule) {
        var lines = new ArrayList<String>();
        for (int line = 0; line < schedule.lines(); line++) {
            var text = new StringBuilder().append(schedule.time(line)).append(':');
            for (int row = 0; row < schedule.rows(); row++) {
                for (int lane = 0; lane < schedule.lanes(); lane++) {
                    int source = schedule.source(line, row, lane);
                    if (source == Schedule.IDLE) {
                        text.append(" -");
                    } else {
                        text.append(' ')
                                .append(schedule.weight(line, row, lane))
                                .append('@');
                        text.append(schedule.time(line) + source / schedule.lanes())
                                .append('.');
                        text.append(source % schedule.lanes());
                    }
                }
            }
            lines.add(text.toString());
        }
        return lines;
    }

    private static List<String> scheduledPlaces(Schedule schedule) {
        var places = new ArrayList<String>();
        for (int line = 0; line < schedule.lines(); line++) {
            for (int row = 0; row < schedule.rows(); row++) {
                for (int lane = 0; lane < schedule.lanes(); lane++) {
                    int source = schedule.source(line, row, lane);
                    if (source != Schedule.IDLE && schedule.select(line, row, lane) != Schedule.FIRST) {
                        places.add(row + ":" + (schedule.time(line) * schedule.lanes() + source));
                    }
                }
            }
        }
        return places;
    }

    /** The rule as the specification words it: a table of slots, each with its weight and where it came from, swapped. */
    private static final class NaiveScheduler {
        private record Slot(int weight, int time, int lane, boolean operand) {}

        private final WeightScheduler scheduler;
        private final int lanes;
        private final Slot[][][] table;
        private final List<Integer> kept = new ArrayList<>();

        NaiveScheduler(WeightScheduler scheduler, int lanes, int times, int[][] weights, long[][] operands) {
            this.scheduler = scheduler;
            this.lanes = lanes;
            table = new Slot[times][weights.length][lanes];
            for (int time = 0; time < times; time++) {
                for (int row = 0; row < weights.length; row++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        boolean operand = (operands[row][time] >>> lane & 1) != 0;
                        table[time][row][lane] = new Slot(weights[row][time * lanes + lane], time, lane, operand);
                    }
                }
            }
        }

        void run() {
            int limit = switch (scheduler.skippedLines()) {
                case ALL -> 1000;
                case NONE -> 0;
                case WITHIN_LOOKAHEAD ->
                    scheduler.search().candidates().stream()
                            .mapToInt(Candidate::lookahead)
                            .max()
                            .getAsInt();
            };
            int skipped = 0;
            for (int time = 0; time < table.length; time++) {
                boolean zero = Arrays.stream(table[time])
                        .allMatch(row -> Arrays.stream(row).allMatch(slot -> slot.weight() == 0));
                if (zero && skipped < limit) {
                    skipped++;
                    continue;
                }
                skipped = 0;
                kept.add(time);
                for (int row = 0; row < table[time].length; row++) {
                    while (promoteOne(time, row)) {}
                }
            }
        }

        private boolean promoteOne(int time, int row) {
            int best = -1;
            List<int[]> ofBest = List.of();
            for (int lane = 0; lane < lanes; lane++) {
                if (table[time][row][lane].weight() != 0) {
                    continue;
                }
                var candidates = new ArrayList<int[]>();
                for (Candidate candidate : scheduler.search().candidates()) {
                    int from = time + candidate.lookahead();
                    int fromLane = (lane + candidate.lookaside() + lanes) % lanes;
                    if (from < table.length && table[from][row][fromLane].weight() != 0) {
                        candidates.add(new int[] {from, fromLane});
                    }
                }
                boolean better = switch (scheduler.slotOrder()) {
                    case MOST_FLEXIBLE -> candidates.size() > ofBest.size();
                    case LEAST_FLEXIBLE -> candidates.size() < ofBest.size();
                    case LANE_ORDER -> false;
                };
                if (!candidates.isEmpty() && (best < 0 || better)) {
                    best = lane;
                    ofBest = candidates;
                }
            }
            if (best < 0) {
                return false;
            }
            int[] from = ofBest.get(0);
            Slot zero = table[time][row][best];
            table[time][row][best] = table[from[0]][row][from[1]];
            table[from[0]][row][from[1]] = zero;
            return true;
        }

        List<String> slots() {
            var lines = new ArrayList<String>();
            for (int time : kept) {
                var text = new StringBuilder().append(time).append(':');
                for (Slot[] row : table[time]) {
                    for (Slot slot : row) {
                        // What came from an earlier time, and what never was a weight, does nothing; or, by the quirk,
                        // the
                        // latter is taken for a zero weight of lane 0 and time 0.
                        boolean quirk = scheduler.emptySlots() == EmptySlots.FIRST_ACTIVATION && !slot.operand();
                        if (quirk && time == 0) {
                            text.append(" 0@0.0");
                        } else if (slot.time() < time || !slot.operand()) {
                            text.append(" -");
                        } else {
                            text.append(' ').append(slot.weight()).append('@');
                            text.append(slot.time()).append('.').append(slot.lane());
                        }
                    }
                }
                lines.add(text.toString());
            }
            return lines;
        }
    }
}
