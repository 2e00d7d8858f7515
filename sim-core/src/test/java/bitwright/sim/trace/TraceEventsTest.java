package bitwright.sim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Frequency;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceEventsTest {
    /** Half a microsecond a tick at 2 MHz: the second layer begins where the first one's last span has ended, at 10 µs. */
    @Test
    void layersFollowOneAnother() throws IOException {
        var run = new RunRecording("a \"design\"", 2);
        var clock = Clock.of(Frequency.ofMHz(2));
        Timeline second = run.of("second", clock);
        second.span("array", "tile", 1, 4);
        Timeline first = run.of("first", clock);
        first.span("stalls", "offChipRead", 0, 3);
        first.span("array", "tile", 3, 20);
        first.level("buffer, bits", 3, 1);
        first.level("buffer, bits", 3, 64);
        first.span("array", "nothing", 20, 20);
        var out = new StringBuilder();
        TraceEvents.write(out, List.of(run), List.of("first", "second"));
        assertThat(out.toString()).isEqualTo("""
                {"displayTimeUnit":"ns","traceEvents":[
                {"ph":"M","name":"process_name","pid":1,"tid":0,"args":{"name":"a \\"design\\""}},
                {"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"layers"}},
                {"ph":"M","name":"thread_sort_index","pid":1,"tid":1,"args":{"sort_index":1}},
                {"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"array"}},
                {"ph":"M","name":"thread_sort_index","pid":1,"tid":2,"args":{"sort_index":2}},
                {"ph":"M","name":"thread_name","pid":1,"tid":3,"args":{"name":"stalls"}},
                {"ph":"M","name":"thread_sort_index","pid":1,"tid":3,"args":{"sort_index":3}},
                {"ph":"X","name":"first","pid":1,"tid":1,"ts":0,"dur":10},
                {"ph":"X","name":"offChipRead","pid":1,"tid":3,"ts":0,"dur":1.5},
                {"ph":"X","name":"tile","pid":1,"tid":2,"ts":1.5,"dur":8.5},
                {"ph":"C","name":"buffer, bits","pid":1,"tid":0,"ts":1.5,"args":{"value":64}},
                {"ph":"X","name":"second","pid":1,"tid":1,"ts":10,"dur":2},
                {"ph":"X","name":"tile","pid":1,"tid":2,"ts":10.5,"dur":1.5}
                ]}
                """);
    }

    @Test
    void whatATrackDoesNotKeepIsCounted() throws IOException {
        var run = new RunRecording("design", 2);
        Timeline timeline = run.of("layer", Clock.of(Frequency.ofMHz(1000)));
        for (int tick = 0; tick < 5; tick++) {
            timeline.span("array", "tile", tick, tick + 1);
        }
        var out = new StringBuilder();
        TraceEvents.write(out, List.of(run), List.of("layer"));
        assertThat(out.toString())
                .contains("{\"ph\":\"i\",\"name\":\"3 further entries of this layer left out\",\"pid\":1,\"tid\":2,"
                        + "\"ts\":0.005,\"s\":\"t\"}");
    }
}
