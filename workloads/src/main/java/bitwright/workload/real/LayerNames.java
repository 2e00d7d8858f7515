package bitwright.workload.real;

import bitwright.workload.network.Network;
import java.util.HashSet;
import java.util.Set;

/** Names that files can bear, each given once. */
final class LayerNames {
    private final Set<String> given = new HashSet<>(Set.of(Network.INPUT));

    /** A name made of letters, digits, {@code .}, {@code _} and {@code -}. */
    String of(String wanted) {
        String plain = wanted.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[._-]+", "");
        String shortened = plain.length() > 100 ? plain.substring(plain.length() - 100) : plain;
        String base = shortened.isEmpty() ? "layer" : shortened;
        String name = base;
        for (int i = 2; !given.add(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }
}
