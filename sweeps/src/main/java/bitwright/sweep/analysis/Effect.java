package bitwright.sweep.analysis;

/**
 * What one axis does to one objective over a sweep's finished points.
 *
 * @param axis the axis's name
 * @param objective the result
 * @param lowest the smallest mean over the points with one value of the axis
 * @param highest the largest such mean; the difference is the axis's main effect
 * @param share of the objective's variance that the means explain (eta squared), 0 to 1; not a number where it does not vary
 * @param pearson linear correlation of the axis's number with the objective; not a number where the axis has none
 * @param spearman rank correlation, likewise
 */
public record Effect(
        String axis, String objective, double lowest, double highest, double share, double pearson, double spearman) {}
