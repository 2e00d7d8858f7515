package bitwright.sweep.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Main effects and correlations of each axis with each objective, gathered while points come by. A full grid separates the
 * axes; where conditions or a search leave parts out, axes that go together share their effects.
 */
public final class Sensitivity {
    /** Points that rank correlation looks at, chosen by chance if there are more. */
    private static final int RANKED = 20_000;

    private final List<String> axes;
    private final List<String> objectives;
    private final List<double[]> numbers;
    private final SummaryStatistics[][][] levels;
    private final SummaryStatistics[] totals;
    private final SimpleRegression[][] regressions;
    private final List<int[]> rankedLevels = new ArrayList<>();
    private final List<double[]> rankedValues = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private long offered;

    /**
     * @param sizes how many values each axis has
     * @param numbers the axes' values; empty for an axis of others than numbers
     */
    public Sensitivity(List<String> axes, int[] sizes, List<double[]> numbers, List<String> objectives) {
        this.axes = List.copyOf(axes);
        this.objectives = List.copyOf(objectives);
        this.numbers = List.copyOf(numbers);
        this.levels = new SummaryStatistics[axes.size()][objectives.size()][];
        this.totals = new SummaryStatistics[objectives.size()];
        this.regressions = new SimpleRegression[axes.size()][objectives.size()];
        for (int o = 0; o < objectives.size(); o++) {
            totals[o] = new SummaryStatistics();
            for (int a = 0; a < axes.size(); a++) {
                levels[a][o] = new SummaryStatistics[sizes[a]];
                regressions[a][o] = new SimpleRegression();
            }
        }
    }

    /**
     * Shows it a finished point.
     *
     * @param at which value of each axis it has
     * @param values its objectives; not a number where there is none
     */
    public void offer(int[] at, double[] values) {
        for (int o = 0; o < values.length; o++) {
            if (Double.isNaN(values[o])) {
                continue;
            }
            totals[o].addValue(values[o]);
            for (int a = 0; a < at.length; a++) {
                var level = levels[a][o][at[a]];
                if (level == null) {
                    level = levels[a][o][at[a]] = new SummaryStatistics();
                }
                level.addValue(values[o]);
                if (numbers.get(a).length > 0) {
                    regressions[a][o].addData(numbers.get(a)[at[a]], values[o]);
                }
            }
        }
        offered++;
        if (rankedLevels.size() < RANKED) {
            rankedLevels.add(at);
            rankedValues.add(values);
        } else {
            long place = random.nextLong(offered);
            if (place < RANKED) {
                rankedLevels.set((int) place, at);
                rankedValues.set((int) place, values);
            }
        }
    }

    /** The effects, axis by axis within each objective; those of axes with one value left out. */
    public List<Effect> effects() {
        var effects = new ArrayList<Effect>();
        for (int o = 0; o < objectives.size(); o++) {
            for (int a = 0; a < axes.size(); a++) {
                if (levels[a][o].length > 1 && totals[o].getN() > 0) {
                    effects.add(effect(a, o));
                }
            }
        }
        return effects;
    }

    private Effect effect(int a, int o) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double between = 0;
        double mean = totals[o].getMean();
        for (SummaryStatistics level : levels[a][o]) {
            if (level != null) {
                lowest = Math.min(lowest, level.getMean());
                highest = Math.max(highest, level.getMean());
                between += level.getN() * (level.getMean() - mean) * (level.getMean() - mean);
            }
        }
        double all = totals[o].getSecondMoment();
        double share = all == 0 ? Double.NaN : Math.min(1, between / all);
        boolean ordered = numbers.get(a).length > 0;
        return new Effect(
                axes.get(a),
                objectives.get(o),
                lowest,
                highest,
                share,
                ordered ? regressions[a][o].getR() : Double.NaN,
                ordered ? spearman(a, o) : Double.NaN);
    }

    private double spearman(int a, int o) {
        int[] there = java.util.stream.IntStream.range(0, rankedValues.size())
                .filter(i -> !Double.isNaN(rankedValues.get(i)[o]))
                .toArray();
        double[] x = new double[there.length];
        double[] y = new double[there.length];
        for (int i = 0; i < there.length; i++) {
            x[i] = numbers.get(a)[rankedLevels.get(there[i])[a]];
            y[i] = rankedValues.get(there[i])[o];
        }
        return x.length < 2 ? Double.NaN : new SpearmansCorrelation().correlation(x, y);
    }
}
