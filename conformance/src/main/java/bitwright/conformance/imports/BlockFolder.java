package bitwright.conformance.imports;

import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import bitwright.workload.gguf.GgmlBlocks;
import bitwright.workload.gguf.GgmlEncoder;
import bitwright.workload.gguf.GgmlType;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ggml's block formats: {@code SET_x_f32.npy}, and for each type {@code SET_TYPE_blocks_u8.npy}, compared with what we
 * encode, and {@code SET_TYPE_dequant_f32.npy}, compared with what we decode.
 */
final class BlockFolder {
    private static final Pattern TENSOR =
            Pattern.compile("(.+?)_([a-z]+[0-9]+(?:_[0-9K]+)?)_(blocks_u8|dequant_f32)\\.npy");

    private final Path folder;

    BlockFolder(Path folder) {
        this.folder = folder;
    }

    void check(Consumer<FileOutcome> report) throws IOException {
        for (Path file : ImportsCheck.list(folder)) {
            String name = file.getFileName().toString();
            String shown = folder.getFileName() + "/" + name;
            Matcher match = TENSOR.matcher(name);
            if (name.endsWith("_x_f32.npy")) {
                report.accept(FileOutcome.skipped(shown, "the input of the others"));
            } else if (!match.matches()) {
                report.accept(FileOutcome.skipped(shown, "no kind of golden block"));
            } else {
                Optional<GgmlType> type = GgmlType.named(match.group(2));
                report.accept(
                        type.isEmpty()
                                ? FileOutcome.skipped(shown, "the type " + match.group(2) + " is not supported")
                                : match.group(3).startsWith("blocks")
                                        ? encoded(shown, file, match.group(1), type.get())
                                        : decoded(shown, file, match.group(1), type.get()));
            }
        }
    }

    private FileOutcome encoded(String shown, Path file, String set, GgmlType type) throws IOException {
        float[] values = floats(folder.resolve(set + "_x_f32.npy"));
        byte[] blocks = bytes(file);
        byte[] ours = GgmlEncoder.encode(type, values);
        var tally = new Tally(shown);
        tally.expect("byte", new int[] {blocks.length}, wide(blocks), wide(ours));
        return tally.outcome();
    }

    private FileOutcome decoded(String shown, Path file, String set, GgmlType type) throws IOException {
        byte[] blocks = bytes(folder.resolve(set + "_" + type.label() + "_blocks_u8.npy"));
        var tally = new Tally(shown);
        float[] theirs = floats(file);
        float[] ours = GgmlBlocks.decode(type, ByteBuffer.wrap(blocks)).values();
        tally.expect("value's bits", new int[] {theirs.length}, bits(theirs), bits(ours));
        return tally.outcome();
    }

    private static byte[] bytes(Path file) throws IOException {
        long[] values = open(file).readLongs();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static float[] floats(Path file) throws IOException {
        return open(file).readFloats();
    }

    private static NpyFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new GoldenDataException(file + ": is missing");
        }
        return NpyFile.open(file);
    }

    private static long[] wide(byte[] bytes) {
        long[] wide = new long[bytes.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = bytes[i] & 0xFF;
        }
        return wide;
    }

    /** All NaNs are one. */
    static long[] bits(float[] values) {
        long[] bits = new long[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]) & 0xFFFF_FFFFL;
        }
        return bits;
    }
}
