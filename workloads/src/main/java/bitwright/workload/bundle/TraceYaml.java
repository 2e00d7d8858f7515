package bitwright.workload.bundle;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.inference.Rounding;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import bitwright.workload.network.Scale;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of a {@code trace.yaml}. */
final class TraceYaml {
    private final Network network;
    private final TraceWriter.Note note;
    private final Rounding rounding;
    /** Weights of a row that share a scale, by layer. */
    private final Map<String, Integer> blocks;

    private final StringBuilder text = new StringBuilder();

    TraceYaml(Network network, TraceWriter.Note note, Rounding rounding, Map<String, Integer> blocks) {
        this.blocks = blocks;
        this.network = network;
        this.note = note;
        this.rounding = rounding;
    }

    static String scaleFile(Node.Mac mac) {
        return mac.name() + ".weights.scale.npy";
    }

    static String offsetFile(Node.Mac mac) {
        return mac.name() + ".weights.offset.npy";
    }

    String text() {
        line("schemaVersion: 1");
        line("name: " + quoted(network.name()));
        line("origin: " + quoted(note.origin()));
        if (!note.sourceFile().isEmpty()) {
            String sha256 = note.sourceSha256().isEmpty() ? "" : ", sha256: " + note.sourceSha256();
            line("source: { file: " + quoted(note.sourceFile()) + sha256 + " }");
        }
        if (note.labels().isPresent()) {
            line("labels: labels.npy");
        }
        if (!note.classes().isEmpty()) {
            line("classes: " + list(note.classes()));
        }
        if (network.flattening() != Layout.NHWC) {
            throw new IllegalArgumentException("networks that flatten in " + network.flattening() + " are not written");
        }
        if (rounding == Rounding.SINGLE) {
            line("rounding: single");
        }
        network.input().ifPresent(port -> line("input: " + operand(port.encoding(), scale(port.scale()))));
        line("layers:");
        for (Node node : network.nodes()) {
            node(node);
        }
        return text.toString();
    }

    private void node(Node node) {
        line("  - name: " + quoted(node.name()));
        line("    op: " + node.op().label());
        // Where what the network takes is unknown, each layer stands for itself.
        if (network.input().isPresent()) {
            line("    inputs: " + list(node.inputs()));
        }
        if (node instanceof Node.Mac mac) {
            if (mac.op() == Op.CONV2D || mac.op() == Op.DEPTHWISE) {
                slides(mac.geometry());
                pair("dilation", mac.geometry().dilationH(), mac.geometry().dilationW(), 1);
                if (mac.op() == Op.CONV2D && mac.geometry().groups() > 1) {
                    line("    groups: " + mac.geometry().groups());
                }
            }
            Port in = mac.activations();
            line("    activations: " + operand(in.encoding(), scale(in.scale())));
            Integer block = blocks.get(mac.name());
            String scale =
                    mac.weightScale().isPerChannel() || block != null ? scaleFile(mac) : scale(mac.weightScale());
            String weights = operand(mac.weights().encoding(), scale);
            line("    weights: " + (block == null ? weights : weights.replace(" }", ", block: " + block + " }")));
            mac.output().ifPresent(port -> output(port, mac.clamp()));
        } else if (node instanceof Node.Add add) {
            output(add.result(), add.clamp());
        } else if (node instanceof Node.Pool pool) {
            line("    window: [" + pool.windowHeight() + ", " + pool.windowWidth() + "]");
            slides(pool.geometry());
            output(pool.result(), pool.clamp());
        } else if (node instanceof Node.Reshape reshape) {
            int[] shape = reshape.result().shape();
            line("    shape: " + Arrays.toString(Arrays.copyOfRange(shape, 1, shape.length)));
            output(reshape.result(), Clamp.of(reshape.result().format()));
        } else if (node instanceof Node.Pad pad) {
            line("    padding: [" + pad.rows()[0] + ", " + pad.rows()[1] + ", " + pad.columns()[0] + ", "
                    + pad.columns()[1] + "]");
            pair("channelPadding", pad.channels()[0], pad.channels()[1], 0);
            output(pad.result(), Clamp.of(pad.result().format()));
        } else if (node instanceof Node.Mean mean) {
            if (mean.result().shape().length == 4) {
                line("    keepDims: true");
            }
            output(mean.result(), Clamp.of(mean.result().format()));
        } else if (node instanceof Node.Softmax softmax) {
            line("    beta: " + softmax.beta());
            output(softmax.result(), Clamp.of(softmax.result().format()));
        }
    }

    private void slides(Geometry g) {
        pair("stride", g.strideH(), g.strideW(), 1);
        if (g.padTop() + g.padBottom() + g.padLeft() + g.padRight() > 0) {
            line("    padding: [" + g.padTop() + ", " + g.padBottom() + ", " + g.padLeft() + ", " + g.padRight() + "]");
        }
    }

    private void pair(String key, int first, int second, int otherwise) {
        if (first != otherwise || second != otherwise) {
            line("    " + key + ": [" + first + ", " + second + "]");
        }
    }

    private void output(Port port, Clamp clamp) {
        String clamped =
                clamp.equals(Clamp.of(port.format())) ? "" : ", clamp: [" + clamp.low() + ", " + clamp.high() + "]";
        line("    output: { " + codes(port.encoding(), scale(port.scale())) + clamped + " }");
    }

    private static String operand(Encoding encoding, String scale) {
        IntegerFormat format = IntegerFormat.of(encoding.format());
        boolean profiled = encoding.precisionBits()
                != format.encoding(encoding.zeroPoint()).precisionBits();
        String precision = profiled ? ", precisionBits: " + encoding.precisionBits() : "";
        return "{ " + codes(encoding, scale) + precision + " }";
    }

    private static String codes(Encoding encoding, String scale) {
        String zero = encoding.zeroPoint() == 0 ? "" : ", zeroPoint: " + encoding.zeroPoint();
        return "format: " + encoding.format() + (scale.isEmpty() ? "" : ", scale: " + scale) + zero;
    }

    private static String scale(Scale scale) {
        return scale.isKnown() ? Float.toString(scale.at(0)) : "";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(TraceYaml::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A plain word as it is, anything else in double quotes. */
    private static String quoted(String word) {
        if (word.matches("[A-Za-z][A-Za-z0-9_.-]*") && !word.matches("(?i)true|false|null|yes|no|on|off")) {
            return word;
        }
        var quoted = new StringBuilder("\"");
        for (char c : word.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7F) {
                quoted.append(String.format(java.util.Locale.ROOT, "\\x%02x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
