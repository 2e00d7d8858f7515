package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.quantise.Comparison;
import bitwright.workload.quantise.JudgedNetwork.Judgement;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuantiserTableTest {
    @Test
    void aSearchThatGaveUpIsTold() {
        assertThat(text(true)).endsWith("in nats: hawq 0.50000, clado 0.25000.\n");
        assertThat(text(false)).endsWith("in nats: hawq 0.50000, clado 0.25000 (the best found, not proven).\n");
    }

    private static String text(boolean proven) {
        var table = new QuantiserTable();
        table.add(new QuantiserTable.Column("net", true, proven, List.of(result("hawq", 0.5), result("clado", 0.25))));
        return table.text();
    }

    private static Comparison.Result result(String method, double cost) {
        return new Comparison.Result(new Comparison.Line("int3", "", method, ""), new Judgement(1, 1, 2, 0), 3, cost);
    }
}
