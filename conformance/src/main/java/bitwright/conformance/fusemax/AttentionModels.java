package bitwright.conformance.fusemax;

import bitwright.accel.attention.Cascade;
import bitwright.accel.attention.FuseMax;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.workload.attention.AttentionShape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The transformers of the artifact, and its machines as ours. */
public final class AttentionModels {
    private static final int BATCH = 64;

    /**
     * One of them.
     *
     * @param heads of a layer
     * @param headWidth of each
     * @param width of the model
     * @param inner width of the layer between
     */
    public record Model(int heads, int headWidth, int width, int inner) {
        /** Its attention over sequences of a length. */
        public AttentionShape attention(int length) {
            return new AttentionShape(BATCH, heads, length, length, headWidth);
        }

        /** Multiply-accumulates of a layer's other matrix products. */
        public double linearMacs(int length) {
            return (double) BATCH * length * (4.0 * width * width + 2.0 * width * inner);
        }
    }

    /** By their names in the artifact. */
    public static final Map<String, Model> MODELS = Map.copyOf(new TreeMap<>(Map.of(
            "BERT", new Model(12, 64, 768, 3072),
            "TrXL", new Model(16, 64, 1024, 4096),
            "T5", new Model(8, 64, 512, 2048),
            "XLM", new Model(16, 128, 2048, 8192))));

    /** The artifact's sequence lengths. */
    public static final Map<String, Integer> LENGTHS =
            Map.of("1K", 1 << 10, "4K", 1 << 12, "16K", 1 << 14, "64K", 1 << 16, "256K", 1 << 18, "1M", 1 << 20);

    private AttentionModels() {}

    /** The library's machine with one of the cascades. */
    public static FuseMax machine(Cascade cascade) {
        var path = Library.builtIn().path(Library.Kind.DESIGNS, "fusemax");
        var setting = Setting.parse("cascade=" + cascade.name().toLowerCase(Locale.ROOT));
        return (FuseMax)
                ConfigReader.builtIn().design(path, List.of(setting), List.of()).machine();
    }
}
