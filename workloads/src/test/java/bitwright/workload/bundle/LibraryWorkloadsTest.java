package bitwright.workload.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryWorkloadsTest {
    @ParameterizedTest
    @CsvSource({"alexnet-ng, alexnet_ng", "vgg-2layers, vgg_2layers"})
    void theSpeedNetworksAreThoseOfTheTables(String name, String table) throws IOException {
        LayerTrace trace = TraceBundle.load(library(name));
        var rows = Shared.table("tables/bitserial/layers_" + table + ".csv");
        assertThat(trace.layers()).hasSize(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Layer layer = trace.layers().get(i);
            var row = rows.get(i);
            assertThat(layer.name()).isEqualTo(row.get("layer"));
            assertThat(layer.macs()).isEqualTo(Long.parseLong(row.get("macs")));
            assertThat(layer.activations().encoding().precisionBits()).isEqualTo(Integer.parseInt(row.get("act_prec")));
            assertThat(layer.weights().encoding().precisionBits()).isEqualTo(Integer.parseInt(row.get("wgt_prec")));
            assertThat(sum(layer.activations().source().load().data())).isEqualTo(Long.parseLong(row.get("act_sum")));
            if (layer.weights().source().shape()[0] < 500) { // the larger one takes a second
                assertThat(sum(layer.weights().source().load().data())).isEqualTo(Long.parseLong(row.get("wgt_sum")));
            }
        }
    }

    @Test
    void glyphsIsATrainedNetworkThatClassifies() throws IOException {
        TraceBundle glyphs = TraceBundle.open(library("glyphs-cnn"), 1);
        assertThat(glyphs.isSynthetic()).isFalse();
        assertThat(glyphs.inputs()).isEqualTo(500);
        assertThat(glyphs.classes()).hasSize(16);
        LayerTrace trace = glyphs.trace(glyphs.batch());
        assertThat(trace.layers().stream().map(Layer::op)).contains(Op.CONV2D, Op.DEPTHWISE, Op.FULLY_CONNECTED);
        assertThat(trace.layers())
                .anyMatch(layer -> layer.geometry().strideH() == 2)
                .anyMatch(layer -> layer.op() == Op.CONV2D && layer.kernelHeight() == 1);
        assertThat(trace.layers().stream().mapToLong(Layer::macs).sum()).isBetween(4_000_000L, 10_000_000L);

        // The outputs that NumPy computed when the network was trained.
        assertThat(TraceVerification.verify(glyphs)).singleElement().satisfies(check -> {
            assertThat(check.values()).isEqualTo(500 * 16);
            assertThat(check.mismatches()).as(check.firstMismatch()).isZero();
        });

        // The origin tells what the network reached in floating point.
        Matcher told = Pattern.compile("accuracy ([0-9.]+) % in float").matcher(trace.origin());
        assertThat(told.find()).isTrue();
        double inFloat = Double.parseDouble(told.group(1));
        double inInt8 = TraceVerification.accuracy(glyphs).orElseThrow().percent();
        assertThat(inFloat).isGreaterThanOrEqualTo(95);
        assertThat(inInt8).isGreaterThanOrEqualTo(inFloat - 1);
    }

    private static long sum(int[] data) {
        return Arrays.stream(data).asLongStream().sum();
    }

    private static Path library(String name) {
        Path folder = Path.of(System.getProperty("bitwright.root", "."))
                .resolve("configs/workloads")
                .resolve(name);
        assumeTrue(Files.exists(folder), "the YAML library is absent");
        return folder;
    }
}
