package bitwright.conformance.bitserial;

import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.dnnsim.DnnsimFolder;
import bitwright.workload.dnnsim.FixedPoint;
import bitwright.workload.synthetic.Distribution;
import bitwright.workload.synthetic.SyntheticTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The networks that the golden cycles were made with: stored tensors, or tensors made from the seeds of a table. */
final class GoldenNetworks {
    private GoldenNetworks() {}

    /** A network described by {@code layers_NET.csv}, its tensors in the folder NET beside it. */
    static LayerTrace stored(Path folder, String net) throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (var row : new CsvTable(folder.resolve("layers_" + net + ".csv")).rows()) {
            layers.add(DnnsimFolder.layer(
                    row.text("layer"),
                    row.text("type").equals("fc"),
                    row.integer("stride"),
                    row.integer("pad"),
                    new FixedPoint(row.integer("act_prec"), 0),
                    new FixedPoint(row.integer("wgt_prec"), 0),
                    folder.resolve(net).resolve("act-" + row.text("layer") + ".npy"),
                    folder.resolve(net).resolve("wgt-" + row.text("layer") + ".npy")));
        }
        return new LayerTrace(net, "golden tensors", "", layers);
    }

    /** A layer that a table names. */
    static Layer find(LayerTrace net, String layer, Path table) {
        return net.layers().stream()
                .filter(candidate -> candidate.name().equals(layer))
                .findFirst()
                .orElseThrow(
                        () -> new GoldenDataException(table + ": network " + net.name() + " has no layer " + layer));
    }

    /** A network of convolutions described by {@code layers_NET.csv} with the seeds of its tensors. */
    static LayerTrace seeded(Path folder, String net) throws IOException {
        List<Layer> layers = new ArrayList<>();
        for (var row : new CsvTable(folder.resolve("layers_" + net + ".csv")).rows()) {
            int extent = row.integer("in_x");
            int kernel = row.integer("kernel");
            int pad = row.integer("pad");
            int stride = row.integer("stride");
            int channels = row.integer("in_channels");
            int groups = channels / row.integer("wgt_channels");
            layers.add(new Layer(
                    row.text("layer"),
                    Op.CONV2D,
                    List.of("input"),
                    new Geometry(stride, stride, pad, pad, pad, pad, 1, 1, groups),
                    operand(row, "act", Distribution.RECTIFIED_NORMAL, false, 1, channels, extent, extent),
                    operand(
                            row,
                            "wgt",
                            Distribution.PRODUCT_NORMAL,
                            true,
                            row.integer("filters"),
                            row.integer("wgt_channels"),
                            kernel,
                            kernel)));
        }
        return new LayerTrace(net, "seeded tensors", "", layers);
    }

    private static Operand operand(
            CsvTable.Row row, String operand, Distribution distribution, boolean signed, int... shape) {
        int bits = row.integer(operand + "_prec");
        var channelsFirst = new SyntheticTensor(
                shape,
                distribution,
                row.seed(operand + "_seed"),
                row.decimal(operand + "_zero_frac"),
                row.integer(operand + "_sigma"),
                (1 << bits - 1) - 1);
        return new Operand(new Encoding(signed ? "int16" : "uint16", 0, bits, signed), new ChannelsLast(channelsFirst));
    }

    /** DNNsim's axes: its first spatial one is our W. */
    private record ChannelsLast(TensorSource channelsFirst) implements TensorSource {
        @Override
        public int[] shape() {
            return Layout.NCWH.channelsLast(channelsFirst.shape());
        }

        @Override
        public Tensor load() throws IOException {
            return Layout.NCWH.channelsLast(channelsFirst.load());
        }
    }
}
