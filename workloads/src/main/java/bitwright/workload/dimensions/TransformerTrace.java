package bitwright.workload.dimensions;

import bitwright.workload.ContentHash;
import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.WorkloadException;
import bitwright.workload.dimensions.MatrixProducts.Drawn;
import bitwright.workload.dimensions.MatrixProducts.Extents;
import bitwright.workload.dimensions.MatrixProducts.Place;
import bitwright.workload.synthetic.SyntheticTensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The matrix products of a transformer as layers with synthetic values. A linear layer has a row a token; attention is two
 * products a head, written as groups of one layer: queries times keys, and probabilities times values, over all tokens (a
 * causal mask leaves none out, as dense arrays compute it). Where several heads share keys and values, their queries
 * are rows of one group. A row alone is a fully connected layer. The last matrix sees each sequence's last token.
 */
public final class TransformerTrace {
    private final TransformerDimensions dimensions;
    private final TransformerValues values;
    private final Tokens tokens;
    private final Drawing drawing;
    private final MatrixProducts products;
    private final Encoding signed;
    private final Encoding unsigned;
    private final Encoding weights;

    private TransformerTrace(
            TransformerDimensions dimensions, TransformerValues values, Tokens tokens, Drawing drawing) {
        this.dimensions = dimensions;
        this.values = values;
        this.tokens = tokens;
        this.drawing = drawing;
        products = new MatrixProducts(dimensions.name(), drawing);
        signed = new IntegerFormat(drawing.activationBits(), true).encoding(0);
        unsigned = new IntegerFormat(drawing.activationBits(), false).encoding(0);
        weights = new IntegerFormat(drawing.weightBits(), true).encoding(0);
    }

    /**
     * The layers of a prefill and of the tokens generated after it.
     *
     * @param source where the dimensions come from, in a few words; may be empty
     */
    public static LayerTrace of(
            TransformerDimensions dimensions, TransformerValues values, Tokens tokens, Drawing drawing, String source) {
        var trace = new TransformerTrace(dimensions, values, tokens, drawing);
        try {
            trace.addAll();
        } catch (ArithmeticException e) {
            throw new WorkloadException(
                    "network " + dimensions.name() + ": " + tokens.describe() + " are more than can be counted", e);
        }
        var layers = trace.products.layers();
        return new LayerTrace(dimensions.name(), trace.origin(source), contentHash(layers), layers);
    }

    private void addAll() {
        boolean both = tokens.prefill() > 0 && tokens.generate() > 0;
        int known = tokens.past();
        if (tokens.prefill() > 0) {
            known += tokens.prefill();
            pass(both ? "prefill." : "", tokens.prefill(), known);
        }
        for (int i = 0; i < tokens.generate(); i++) {
            known++;
            pass(tokens.generate() > 1 || both ? "token" + i + "." : "", 1, known);
        }
    }

    /** So many tokens at once, each of which looks at all that are known then. */
    private void pass(String name, int count, int known) {
        int rows = Math.multiplyExact(tokens.sequences(), count);
        var around = new Place(name, "");
        embedding(around, rows);
        for (int block = 0; block < drawing.blocks(); block++) {
            var place = new Place(name, "block" + block + ".");
            attention(place, rows, count, known);
            feedForward(place, rows);
        }
        outputs(around);
    }

    private void embedding(Place place, int rows) {
        int width = dimensions.width();
        dimensions.patches().ifPresent(image -> {
            int[] input = {1, Math.multiplyExact(image.image(), tokens.sequences()), image.image(), image.channels()};
            int[] filters = {width, image.patch(), image.patch(), image.channels()};
            products.addPatches(
                    place, "patches", input, filters, passing("image", values.image(), unsigned), matrix("patches"));
        });
        dimensions
                .embeddingWidth()
                .ifPresent(narrow -> products.add(
                        place,
                        "embedding",
                        new Extents(1, rows, narrow, width),
                        passing("embedded", values.projected(), signed),
                        matrix("embedding")));
    }

    private void attention(Place place, int rows, int count, int known) {
        int width = dimensions.width();
        int head = dimensions.headWidth();
        int shared = dimensions.keyValueHeads();
        var input = passing("attention-input", values.normalised(), signed);
        linear(place, "query", rows, width, dimensions.heads() * head, input);
        linear(place, "key", rows, width, shared * head, input);
        linear(place, "value", rows, width, shared * head, input);
        int groups = Math.multiplyExact(tokens.sequences(), shared);
        int queries = count * (dimensions.heads() / shared);
        products.add(
                place,
                "scores",
                new Extents(groups, queries, head, known),
                passing("queries", values.projected(), signed),
                passing("keys", values.projected(), signed));
        products.add(
                place,
                "context",
                new Extents(groups, queries, known, head),
                passing("probabilities", values.probabilities(), unsigned),
                passing("values", values.projected(), signed));
        linear(place, "output", rows, dimensions.heads() * head, width, passing("attended", values.attended(), signed));
    }

    private void feedForward(Place place, int rows) {
        int width = dimensions.width();
        int inside = dimensions.hiddenWidth();
        var input = passing("feed-forward-input", values.normalised(), signed);
        if (dimensions.feedForward().isGated()) {
            linear(place, "gate", rows, width, inside, input);
        }
        linear(place, "up", rows, width, inside, input);
        boolean rectified = dimensions.feedForward() == FeedForward.RELU;
        linear(place, "down", rows, inside, width, passing("hidden", values.hidden(), rectified ? unsigned : signed));
    }

    private void outputs(Place place) {
        var last = passing("last", values.normalised(), signed);
        int width = dimensions.width();
        int narrow = dimensions.embeddingWidth().orElse(width);
        if (narrow != width) {
            linear(place, "unembedding", tokens.sequences(), width, narrow, last);
        }
        dimensions.outputs().ifPresent(outputs -> linear(place, "head", tokens.sequences(), narrow, outputs, last));
    }

    private void linear(Place place, String name, int rows, int inner, int outer, Drawn input) {
        products.add(place, name, new Extents(1, rows, inner, outer), input, matrix(name));
    }

    private Drawn matrix(String name) {
        return new Drawn(name, values.weights(), weights, true);
    }

    /** What is there in one pass only. */
    private static Drawn passing(String name, RelativeValues values, Encoding encoding) {
        return new Drawn(name, values, encoding, false);
    }

    private String origin(String source) {
        String blocks = drawing.blocks() < dimensions.blocks()
                ? "the first " + drawing.blocks() + " of " + dimensions.blocks() + " blocks"
                : dimensions.blocks() + " blocks";
        String shared = drawing.draws() == Drawing.Draws.ONCE ? ", which share one draw of values" : "";
        return "synthetic: " + tokens.describe() + "; " + blocks + shared + "; " + values.describe() + "; seed "
                + drawing.seed() + (source.isEmpty() ? "" : ". Dimensions: " + source);
    }

    /** Of everything that can change a result: each layer's shape and the streams of its operands. */
    private static String contentHash(List<Layer> layers) {
        var hash = new ContentHash();
        for (Layer layer : layers) {
            String text =
                    layer.op() + " " + layer.geometry() + " " + text(layer.activations()) + " " + text(layer.weights());
            hash.add(layer.name(), text.getBytes(StandardCharsets.UTF_8));
        }
        return hash.hex();
    }

    private static String text(Operand operand) {
        var tensor = (SyntheticTensor) operand.source();
        return operand.encoding() + " " + Arrays.toString(tensor.shape()) + " " + tensor.distribution() + " "
                + tensor.seed() + " " + tensor.zeroFraction() + " " + tensor.sigma() + " " + tensor.maxMagnitude() + " "
                + tensor.outliers();
    }
}
