package bitwright.sim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CountersTest {
    @Test
    void countThroughHandlesAndComeOutByName() {
        var counters = new Counters();
        var late = counters.counter("z.late");
        var early = counters.counter("a.early");
        counters.counter("m.never");
        late.increment();
        late.add(41);
        early.add(0);
        counters.counter("a.early").add(7);
        assertThat(counters.values().toString()).isEqualTo("{a.early=7, m.never=0, z.late=42}");
        assertThat(early.value()).isEqualTo(7);
    }

    @Test
    void areAddedUpOverLayers() {
        var total = new Counters();
        total.counter("stalls").add(5);
        var layer = new Counters();
        layer.counter("stalls").add(3);
        layer.counter("hits").add(2);
        total.addAll(layer);
        assertThat(total.values().toString()).isEqualTo("{hits=2, stalls=8}");
    }

    @Test
    void neitherShrinkNorOverflow() {
        var counter = new Counter();
        assertThatThrownBy(() -> counter.add(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        counter.add(Long.MAX_VALUE);
        assertThatThrownBy(counter::increment).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> counter.add(1)).isInstanceOf(ArithmeticException.class);
    }
}
