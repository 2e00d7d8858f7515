package bitwright.config;

import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import java.util.Map;

/** How a sweep's points are chosen from its grid. */
public sealed interface SearchConfig {
    /** {@code method:} of a search. */
    Map<String, Class<? extends Record>> METHODS = Map.of(
            "grid", Grid.class,
            "random", Random.class,
            "latin-hypercube", LatinHypercube.class,
            "nsga2", Nsga2.class);

    @Doc("All points.")
    record Grid() implements SearchConfig {}

    @Doc("Different points by chance, each as likely as any other.")
    record Random(
            @Doc("How many points.") @Default("100") @Range(min = 1, max = 10_000_000)
            int budget,

            @Doc("The seed of the choice.") @Default("1") long seed)
            implements SearchConfig {}

    @Doc("Points by chance that take every value of every axis about equally often.")
    record LatinHypercube(
            @Doc("How many points.") @Default("100") @Range(min = 1, max = 1_000_000)
            int budget,

            @Doc("The seed of the choice.") @Default("1") long seed)
            implements SearchConfig {}

    @Doc("NSGA-II (Deb et al., IEEE Trans. Evol. Comp. 2002): generation by generation towards the objectives' best.")
    record Nsga2(
            @Doc("How many points in all.") @Default("200") @Range(min = 1, max = 1_000_000)
            int budget,

            @Doc("How many points a generation has.") @Default("40") @Range(min = 4, max = 10_000)
            int population,

            @Doc("The seed of the choice.") @Default("1") long seed)
            implements SearchConfig {}
}
