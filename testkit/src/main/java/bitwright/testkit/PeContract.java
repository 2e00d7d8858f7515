package bitwright.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.Datapath;
import bitwright.accel.pe.DotKernel;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.Work;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link LanePe} must keep: {@code dot} is the exact dot product, and the bulk kernel and the register-level
 * datapath equal it in bits and cycles. A test class implements this interface, says which PE it means, and inherits the
 * tests.
 *
 * <p>A failure names its seed and trial, for example {@code seed 1 trial 2: [41, 1] · [-67, -28]}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public interface PeContract {
    /** The PE under test. */
    LanePe pe();

    /** Precisions to try; by default widths that the PE takes whole, signed and unsigned, narrow and full. */
    default Stream<LayerPrecision> precisions() {
        int full = pe().operandBits();
        int narrow = Math.min(full, 3);
        return Stream.of(
                new LayerPrecision(full, false, full, true),
                new LayerPrecision(full, true, full, true),
                new LayerPrecision(narrow, true, narrow, true),
                new LayerPrecision(narrow, false, narrow, false),
                new LayerPrecision(Math.min(full, 8), false, Math.min(full, 5), true));
    }

    @ParameterizedTest
    @MethodSource("precisions")
    default void dotIsTheExactDotProduct(LayerPrecision precision) {
        for (Group group : Group.all(pe().lanes(), precision)) {
            assertThat(dot(group, precision).sum()).as(group.toString()).isEqualTo(group.exactDotProduct());
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    default void dotTakesTheCyclesOfItsCost(LayerPrecision precision) {
        var cost = pe().cost(precision);
        for (Group group : Group.all(pe().lanes(), precision)) {
            Control control = cost.control(group.weights(), group.activations());
            assertThat(dot(group, precision).cycles())
                    .as(group.toString())
                    .isEqualTo(cost.cycles(group.weights(), group.activations(), control))
                    .isPositive();
        }
    }

    /** A group's other members may need more than this PE's own operands do; the sum must not care. */
    @ParameterizedTest
    @MethodSource("precisions")
    default void aWiderNeighbourChangesTheCyclesOnly(LayerPrecision precision) {
        var groups = Group.all(pe().lanes(), precision);
        var cost = pe().cost(precision);
        Control widest = widest(groups, precision);
        for (Group group : groups) {
            var dot = pe().dot(group.weights(), group.activations(), widest, precision, (action, times) -> {});
            assertThat(dot.sum()).as(group.toString()).isEqualTo(group.exactDotProduct());
            assertThat(dot.cycles())
                    .as(group.toString())
                    .isEqualTo(cost.cycles(group.weights(), group.activations(), widest));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    default void dotSpendsWhatTheBillSays(LayerPrecision precision) {
        for (Group group : Group.all(pe().lanes(), precision)) {
            var spent = new TreeMap<String, Long>();
            Control control = pe().cost(precision).control(group.weights(), group.activations());
            var dot = pe().dot(group.weights(), group.activations(), control, precision, counter(spent));
            var billed = new TreeMap<String, Long>();
            Work step = Work.step(control, dot.cycles());
            Work lanes = pe().cost(precision).laneWork(group.weights(), group.activations(), control);
            pe().bill(precision).charge(step, lanes, counter(billed));
            assertThat(spent).as(group.toString()).isEqualTo(billed);
        }
    }

    /** Depths below, at and beyond the lanes; several filters. */
    @ParameterizedTest
    @MethodSource("precisions")
    default void theKernelEqualsDotGroupByGroup(LayerPrecision precision) {
        int lanes = pe().lanes();
        for (int depth : new int[] {1, lanes, lanes + 1, 3 * lanes + 2, 130}) {
            List<Group> filters = Group.random(depth, 7, precision, 100 + depth);
            int[] activations = filters.get(0).activations();
            DotKernel kernel = pe().kernel(filters.stream().map(Group::weights).toArray(int[][]::new), precision);
            var sums = new long[filters.size()];
            for (int repeat = 0; repeat < 2; repeat++) {
                kernel.multiply(activations, sums);
                for (int f = 0; f < sums.length; f++) {
                    assertThat(sums[f])
                            .as("depth %d filter %d of %s", depth, f, precision)
                            .isEqualTo(sumOfDots(filters.get(f).weights(), activations, precision));
                }
            }
        }
    }

    private long sumOfDots(int[] weights, int[] activations, LayerPrecision precision) {
        long sum = 0;
        for (int start = 0; start < weights.length; start += pe().lanes()) {
            int end = Math.min(start + pe().lanes(), weights.length);
            sum += dot(new Group("", slice(weights, start, end), slice(activations, start, end)), precision)
                    .sum();
        }
        return sum;
    }

    /** Steps back to back, then with a pause: sums in order, each step's cycles, and the drain to the cycle. */
    @ParameterizedTest
    @MethodSource("precisions")
    default void theDatapathEqualsDotInBitsAndCycles(LayerPrecision precision) {
        Datapath datapath = pe().datapath(precision);
        var groups = Group.all(pe().lanes(), precision);
        long cycle = 0;
        int collected = 0;
        long[] due = new long[groups.size()];
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            Control control = pe().cost(precision).control(group.weights(), group.activations());
            int cycles = dot(group, precision).cycles();
            datapath.start(group.weights(), group.activations(), control, i);
            due[i] = cycle + cycles + pe().drainCycles();
            for (int busy = 1; busy <= cycles; busy++) {
                assertThat(datapath.ready())
                        .as("%s, ready after %d cycles", group, busy - 1)
                        .isFalse();
                collected += tick(datapath, ++cycle, groups, due, precision);
            }
            assertThat(datapath.ready())
                    .as("%s, ready after %d cycles", group, cycles)
                    .isTrue();
            if (i % 5 == 4) {
                while (!datapath.idle()) {
                    collected += tick(datapath, ++cycle, groups, due, precision);
                }
                assertThat(collected).as("steps completed after the drain").isEqualTo(i + 1);
            }
        }
    }

    private int tick(Datapath datapath, long cycle, List<Group> groups, long[] due, LayerPrecision precision) {
        datapath.tick();
        if (!datapath.hasOutput()) {
            return 0;
        }
        int step = (int) datapath.outputTag();
        assertThat(datapath.output())
                .as(groups.get(step).toString())
                .isEqualTo(groups.get(step).exactDotProduct());
        assertThat(cycle)
                .as("the cycle in which step %d of %s completes", step, precision)
                .isEqualTo(due[step]);
        return 1;
    }

    @Test
    default void operandsBeyondTheirPrecisionAreRefused() {
        var precision = new LayerPrecision(3, true, 3, true);
        for (int value : new int[] {4, -5, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            var beyond = new Group("", new int[] {1}, new int[] {value});
            assertThatThrownBy(() -> dot(beyond, precision)).isInstanceOf(IllegalArgumentException.class);
            var swapped = new Group("", new int[] {value}, new int[] {1});
            assertThatThrownBy(() -> dot(swapped, precision)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    default void aStepBeforeThePeIsReadyIsRefused() {
        var precision = new LayerPrecision(3, true, 3, true);
        Datapath datapath = pe().datapath(precision);
        int[] one = {1};
        Control control = pe().cost(precision).control(one, one);
        datapath.start(one, one, control, 0);
        assertThatThrownBy(() -> datapath.start(one, one, control, 1)).isInstanceOf(IllegalStateException.class);
    }

    private LanePe.Dot dot(Group group, LayerPrecision precision) {
        Control control = pe().cost(precision).control(group.weights(), group.activations());
        return pe().dot(group.weights(), group.activations(), control, precision, (action, times) -> {});
    }

    private Control widest(List<Group> groups, LayerPrecision precision) {
        int activation = 0;
        int weight = 0;
        for (Group group : groups) {
            Control control = pe().cost(precision).control(group.weights(), group.activations());
            activation = Math.max(activation, control.activationStat());
            weight = Math.max(weight, control.weightStat());
        }
        return new Control(activation, weight);
    }

    private static Bill.Sink counter(Map<String, Long> counts) {
        return (action, times) -> counts.merge(action.toString(), times, Long::sum);
    }

    private static int[] slice(int[] values, int start, int end) {
        return java.util.Arrays.copyOfRange(values, start, end);
    }
}
