package bitwright.conformance.bitserial;

import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.codec.GroupCodec;
import bitwright.workload.codec.GroupCodec.Signs;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/**
 * Sizes of tensors compressed in groups of 16, as DNNsim counts them: a sign for negative values only, and as many widths
 * and maps as there would be if no group were short. Each tensor is also really encoded and decoded; one without negative
 * values then is as long as counted, but for the widths and maps of short groups.
 */
final class CompressionCheck {
    static final String FILE = "compression.csv";

    private static final int GROUP = 16;
    /** Bits of a group's width, and of a layer's where the profile gives one for the whole tensor. */
    private static final int METADATA_BITS = 4;

    private static final List<String> COLUMNS = List.of(
            "values",
            "baseline16_bits",
            "profiled_bits",
            "groups",
            "plain_bits",
            "zeroskip_bits",
            "best_bits",
            "ratio_vs_16b");

    private CompressionCheck() {}

    static FileOutcome check(Path folder) throws IOException {
        var tally = new Tally(FILE);
        var networks = new HashMap<String, LayerTrace>();
        for (var row : new CsvTable(folder.resolve(FILE)).rows()) {
            String net = row.text("net");
            if (!networks.containsKey(net)) {
                networks.put(net, GoldenNetworks.stored(folder, net));
            }
            var operand = operand(networks.get(net), row, folder);
            String what = net + " " + row.text("layer") + " " + row.text("tensor");
            tally.expect(what, row.fields(COLUMNS), sizes(what, operand));
        }
        return tally.outcome();
    }

    private static Operand operand(LayerTrace net, CsvTable.Row row, Path folder) {
        Layer layer = GoldenNetworks.find(net, row.text("layer"), folder.resolve(FILE));
        return switch (row.text("tensor")) {
            case "act" -> layer.activations();
            case "wgt" -> layer.weights();
            default ->
                throw new GoldenDataException(
                        folder.resolve(FILE) + ": tensor must be act or wgt, got '" + row.text("tensor") + "'");
        };
    }

    private static String sizes(String what, Operand operand) throws IOException {
        var tensor = operand.source().load();
        long values = tensor.data().length;
        long uncompressed = 16 * values;
        long profiled = operand.encoding().precisionBits() * values + METADATA_BITS;
        var sizes = new GroupCodec(GROUP, METADATA_BITS, true, Signs.NEGATIVE_VALUES).sizes(tensor);
        var counted = sizes.withoutShortGroups(values);
        String broken = broken(tensor, sizes.best());
        if (!broken.isEmpty()) {
            return what + " " + broken;
        }
        var ratio = new BigDecimal((double) counted.best() / uncompressed).setScale(4, RoundingMode.HALF_EVEN);
        return values + "," + uncompressed + "," + profiled + "," + sizes.groups() + "," + counted.plainBits() + ","
                + counted.zeroMapBits() + "," + counted.best() + "," + ratio.toPlainString();
    }

    /** What is wrong with the really encoded tensor, or empty. */
    private static String broken(Tensor tensor, long counted) {
        boolean negative = false;
        for (int value : tensor.data()) {
            negative |= value < 0;
        }
        var codec = new GroupCodec(GROUP, METADATA_BITS, true, negative ? Signs.EVERY_VALUE : Signs.NONE);
        var encoded = codec.encode(tensor);
        if (!codec.decode(encoded).equals(tensor)) {
            return "is not decoded as it was encoded";
        }
        // One bit tells the two forms apart.
        return negative || encoded.bits() == counted + 1
                ? ""
                : "takes " + encoded.bits() + " bits, not 1 more than the " + counted + " counted";
    }
}
