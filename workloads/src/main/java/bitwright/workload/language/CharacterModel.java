package bitwright.workload.language;

import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.Value;
import bitwright.workload.safetensors.SafetensorsFile;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.GptGraph;
import bitwright.workload.weights.GptWeights;
import bitwright.workload.weights.NetworkYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A GPT whose tokens are characters, from a folder of {@code network.yaml}, {@code model.safetensors},
 * {@code vocabulary.txt}, {@code held-out.npy}, text that it was not trained on, {@code [blocks,tokens]}, and
 * {@code calibration.npy}, other text, {@code [sequences,tokens]}; perhaps {@code quantisation.npy}, more of such text.
 *
 * @param name as {@code network.yaml} says
 * @param heldOut blocks of tokens
 * @param calibration sequences of tokens, for the ranges of activations
 * @param quantisation sequences of tokens on which quantisers weigh errors; those of the calibration where there are no
 *     others
 */
public record CharacterModel(
        String name,
        GptWeights weights,
        Vocabulary vocabulary,
        List<int[]> heldOut,
        List<int[]> calibration,
        List<int[]> quantisation) {
    private static final String DESCRIPTION = "network.yaml";

    public CharacterModel {
        heldOut = List.copyOf(heldOut);
        calibration = List.copyOf(calibration);
        quantisation = List.copyOf(quantisation);
    }

    /** Whether a folder claims to hold a model. */
    public static boolean isAt(Path folder) {
        return Files.exists(folder.resolve(DESCRIPTION));
    }

    /** Reads a model. */
    public static CharacterModel open(Path folder) throws IOException {
        Path yaml = folder.resolve(DESCRIPTION);
        NetworkYaml.Gpt described = NetworkYaml.readGpt(yaml);
        var store = SafetensorsFile.open(ByteSource.of(folder.resolve("model.safetensors")));
        GptWeights weights = GptWeights.read(described.shape(), store);
        Path characters = folder.resolve("vocabulary.txt");
        Vocabulary vocabulary;
        try {
            vocabulary = new Vocabulary(Files.readString(characters));
        } catch (NoSuchFileException e) {
            throw new WorkloadException(characters + ": no such file", e);
        }
        if (vocabulary.size() != described.shape().vocabulary()) {
            throw new WorkloadException(characters + ": holds " + vocabulary.size() + " characters, network.yaml has a "
                    + "vocabulary of " + described.shape().vocabulary());
        }
        int size = vocabulary.size();
        int context = described.shape().context();
        Path more = folder.resolve("quantisation.npy");
        return new CharacterModel(
                described.name(),
                weights,
                vocabulary,
                rows(folder.resolve("held-out.npy"), size, context, Integer.MAX_VALUE),
                rows(folder.resolve("calibration.npy"), size, 1, context),
                rows(folder.resolve(Files.exists(more) ? "quantisation.npy" : "calibration.npy"), size, 1, context));
    }

    private static List<int[]> rows(Path path, int vocabulary, int least, int most) throws IOException {
        NpyFile file = NpyFile.open(path);
        int[] shape = file.shape();
        if (shape.length != 2 || shape[0] < 1 || shape[1] < least || shape[1] > most) {
            throw new WorkloadException(file.path() + ": must be rows of " + least + " tokens or more"
                    + (most < Integer.MAX_VALUE ? ", at most " + most : "") + ", got shape "
                    + Arrays.toString(shape));
        }
        int[] tokens = file.readTensor().data();
        if (Arrays.stream(tokens).anyMatch(token -> token < 0 || token >= vocabulary)) {
            throw new WorkloadException(file.path() + ": tokens must be between 0 and " + (vocabulary - 1));
        }
        List<int[]> rows = new ArrayList<>();
        for (int at = 0; at < tokens.length; at += shape[1]) {
            rows.add(Arrays.copyOfRange(tokens, at, at + shape[1]));
        }
        return rows;
    }

    /** The network in real numbers. */
    public Graph graph() {
        return GptGraph.of(name, weights);
    }

    /**
     * The network with other weights in some of its layers.
     *
     * @param others by layer ({@code block0.q}, …, {@code output}), {@code [K,C]} as a trace has them
     */
    public Graph graph(Map<String, float[]> others) {
        Graph graph = graph();
        Map<String, Value> constants = new HashMap<>(graph.constants());
        others.forEach((layer, reals) -> {
            Value own = constants.get(layer + "-weights");
            if (own == null) {
                throw new WorkloadException(name + ": has no layer '" + layer + "' with weights");
            }
            constants.put(layer + "-weights", Value.of(own.shape(), reals));
        });
        return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), constants, graph.nodes());
    }

    /**
     * The held-out text cut into sequences of the model's context.
     *
     * @param most how many at most, evenly spread over all
     */
    public List<int[]> windows(int most) {
        int context = weights.shape().context();
        List<int[]> all = new ArrayList<>();
        for (int[] block : heldOut) {
            for (int at = 0; at + context <= block.length; at += context) {
                all.add(Arrays.copyOfRange(block, at, at + context));
            }
        }
        if (all.size() <= most) {
            return all;
        }
        List<int[]> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) ((long) i * all.size() / most)));
        }
        return some;
    }

    /** Tokens as the network takes them. */
    public static Map<String, Value> input(int... tokens) {
        return Map.of(
                "input",
                Value.of(
                        Element.INT64,
                        new int[] {1, tokens.length},
                        Arrays.stream(tokens).asLongStream().toArray()));
    }
}
