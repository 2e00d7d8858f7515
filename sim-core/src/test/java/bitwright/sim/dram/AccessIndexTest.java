package bitwright.sim.dram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccessIndexTest {
    @Test
    void isWhatAHashMapIs() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var index = new AccessIndex(1);
            Map<Long, Integer> map = new HashMap<>();
            for (int i = 0; i < 5000; i++) {
                // Few keys, so that they collide and come again; some far apart.
                long access = random.nextInt(100) * (random.nextBoolean() ? 1L : 1L << 36);
                if (map.containsKey(access)) {
                    map.remove(access);
                    index.remove(access);
                } else if (random.nextInt(4) > 0) {
                    map.put(access, i);
                    index.put(access, i);
                } else {
                    index.remove(access);
                }
                long asked = random.nextInt(100) * (random.nextBoolean() ? 1L : 1L << 36);
                assertThat(index.get(asked))
                        .as("seed %d step %d access %d", seed, i, asked)
                        .isEqualTo(map.getOrDefault(asked, Requests.NONE));
            }
        }
    }
}
