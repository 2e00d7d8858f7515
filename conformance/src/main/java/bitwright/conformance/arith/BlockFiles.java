package bitwright.conformance.arith;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.RoundedFormat;
import bitwright.arith.Rounding;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.BlockTensor;
import bitwright.arith.block.NvFp4;
import bitwright.arith.block.ScaleRule;
import bitwright.arith.catalog.Formats;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of block formats: mx/. The float32 blocks that all of them quantise lie beside them. */
final class BlockFiles {
    private static final Pattern ELEMENT =
            Pattern.compile("(mx(?:fp(\\d+)_(e\\dm\\d+)|int(\\d+)))_(r[a-z]{2}(?:_scaleroundup)?|dot|microxcaling_.+)");
    private static final int BLOCK = 32;
    private static final int TENSOR_BLOCKS = 100;

    private BlockFiles() {}

    static boolean check(String name, Path path, RecordTally tally) throws IOException {
        Path folder = path.getParent();
        if (name.equals("blocks_f32")) {
            inputs(Records.read(path), tally);
            return true;
        }
        if (name.equals("blocks_kind")) {
            kinds(folder, Records.read(path), tally);
            return true;
        }
        if (name.equals("nvfp4_blocks_f32")) {
            nvfp4Inputs(folder, Records.read(path), tally);
            return true;
        }
        if (name.equals("nvfp4")) {
            nvfp4(Records.read(folder.resolve("nvfp4_blocks_f32.bin.gz")), Records.read(path), tally);
            return true;
        }
        Matcher match = ELEMENT.matcher(name);
        Optional<BlockFormat> format = match.matches() ? format(match) : Optional.empty();
        if (format.isEmpty()) {
            return false;
        }
        switch (match.group(5)) {
            case "dot" -> dots(format.get(), codes(folder, match.group(1)), Records.read(path), tally);
            case "microxcaling_even_dequant" -> values(format.get(), folder, match.group(1), Records.read(path), tally);
            case "microxcaling_differs" -> flags(format.get(), folder, match.group(1), Records.read(path), tally);
            default -> {
                BlockFormat asked = asked(format.get(), match.group(5));
                if (asked == null) {
                    return false;
                }
                blocks(asked, inputs(folder), Records.read(path), tally);
            }
        }
        return true;
    }

    private static Optional<BlockFormat> format(Matcher match) {
        RoundedFormat element;
        if (match.group(4) != null) {
            int bits = Integer.parseInt(match.group(4));
            element = (RoundedFormat) Formats.named(bits == 8 ? "mxint8" : "symmetric" + bits + "_f" + (bits - 2));
        } else {
            String plain = "float" + match.group(2) + "_" + match.group(3);
            var like = Formats.find(plain + "fn").filter(FloatFormat.class::isInstance);
            boolean ieee = plain.equals(Floats.E5M2.name());
            element = (FloatFormat) (ieee ? Floats.E5M2 : like.orElse(null));
        }
        return element == null ? Optional.empty() : Optional.of(BlockFormat.mx(match.group(1), element));
    }

    private static BlockFormat asked(BlockFormat format, String suffix) {
        BlockFormat ruled = suffix.endsWith("_scaleroundup") ? format.with(ScaleRule.ROUND_UP) : format;
        for (Rounding rounding : Rounding.values()) {
            if (suffix.startsWith(rounding.shortName())) {
                return ruled.with(rounding);
            }
        }
        return null;
    }

    private static Path codes(Path folder, String format) {
        return folder.resolve(format + "_rne.bin.gz");
    }

    private static Records inputs(Path folder) throws IOException {
        return Records.read(folder.resolve("blocks_f32.bin.gz"));
    }

    private static float[] block(Records inputs, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = inputs.f32();
        }
        return values;
    }

    /** Inputs carry no result: float32 must survive its own format here. */
    private static void inputs(Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            for (int i = 0; i < BLOCK; i++) {
                int bits = records.i32();
                float value = Float.intBitsToFloat(bits);
                int code = Floats.FLOAT32.encode(value);
                boolean same = Float.isNaN(value) ? Floats.FLOAT32.isNan(code) : code == bits;
                tally.same(1, same ? 1 : 0, "float32", bits);
            }
        }
    }

    /** Kind 14 is the one with infinities and NaN; kinds below it have none. */
    private static void kinds(Path folder, Records kinds, RecordTally tally) throws IOException {
        Records inputs = inputs(folder);
        while (kinds.more()) {
            tally.record();
            int kind = kinds.u8();
            float[] values = block(inputs, BLOCK);
            boolean nan = BlockFormat.MXFP4_E2M1.scaleCode(values, 0, BLOCK) == 0xFF;
            if (kind < 14) {
                tally.same(0, nan ? 1 : 0, "kind " + kind + " has a NaN scale");
            } else if (kind == 14) {
                tally.same(1, nan ? 1 : 0, "kind 14 has a NaN scale");
            }
        }
    }

    private static void blocks(BlockFormat format, Records inputs, Records records, RecordTally tally) {
        while (records.more()) {
            tally.record();
            BlockTensor tensor = format.encode(block(inputs, BLOCK));
            tally.same(records.u8(), tensor.scales()[0], "scale");
            for (int i = 0; i < BLOCK; i++) {
                tally.same(records.u8(), tensor.elements()[i], "element " + i);
            }
        }
    }

    /** The output of microxcaling, where the flag file says that it follows the rule. */
    private static void values(BlockFormat format, Path folder, String name, Records records, RecordTally tally)
            throws IOException {
        Records inputs = inputs(folder);
        Path flagFile = folder.resolve(name + "_microxcaling_differs.bin.gz");
        Records flags = Files.isRegularFile(flagFile) ? Records.read(flagFile) : null;
        while (records.more()) {
            tally.record();
            boolean differs = flags != null && flags.u8() != 0;
            float[] ours = format.encode(block(inputs, BLOCK)).decode();
            for (int i = 0; i < BLOCK; i++) {
                float expected = records.f32();
                if (!differs) {
                    int bits = Float.floatToIntBits(expected == 0 ? 0 : expected);
                    tally.same(bits, Float.floatToIntBits(ours[i] == 0 ? 0 : ours[i]), "value " + i);
                }
            }
        }
    }

    /** The flags themselves: one where the output of microxcaling is not ours. */
    private static void flags(BlockFormat format, Path folder, String name, Records records, RecordTally tally)
            throws IOException {
        Records inputs = inputs(folder);
        Records outputs = Records.read(folder.resolve(name + "_microxcaling_even_dequant.bin.gz"));
        while (records.more()) {
            tally.record();
            float[] ours = format.encode(block(inputs, BLOCK)).decode();
            int differs = 0;
            for (int i = 0; i < BLOCK; i++) {
                float theirs = outputs.f32();
                if (theirs != ours[i] && !(Float.isNaN(theirs) && Float.isNaN(ours[i]))) {
                    differs = 1;
                }
            }
            tally.same(records.u8(), differs, "microxcaling differs");
        }
    }

    private static void dots(BlockFormat format, Path codeFile, Records records, RecordTally tally) throws IOException {
        Records codes = Records.read(codeFile);
        int elementUnit = 2 * Math.getExponent(format.element().unit());
        while (records.more()) {
            tally.record();
            BlockTensor a = tensor(format, codes);
            BlockTensor b = tensor(format, codes);
            double expected = records.f64();
            float expectedFloat = records.f32();
            long low = records.i64();
            long high = records.i64();
            int exponent = (short) records.u16();
            double dot = a.dot(b);
            tally.same(Double.doubleToLongBits(expected), Double.doubleToLongBits(dot), "float64");
            if (Double.isNaN(dot)) {
                tally.same(Float.floatToIntBits(expectedFloat), Float.floatToIntBits(Float.NaN), "float32");
                tally.same(0, low | high | exponent, "exact");
                continue;
            }
            var sum = a.elementDot(0, b, 0);
            int ourExponent = elementUnit + a.scales()[0] + b.scales()[0] - 2 * 127;
            BigInteger exact = sum.integer();
            tally.same(low, exact.longValue(), "exact, low half");
            tally.same(high, exact.shiftRight(64).longValue(), "exact, high half");
            tally.same(exponent, ourExponent, "exponent");
            float once = (float) Math.scalb(sum.toDouble(Rounding.TO_ODD), ourExponent - elementUnit);
            tally.same(Float.floatToIntBits(expectedFloat), Float.floatToIntBits(once), "float32");
        }
    }

    private static BlockTensor tensor(BlockFormat format, Records codes) {
        int[] scale = {codes.u8()};
        return new BlockTensor(format, BLOCK, scale, codes.codes(8, BLOCK));
    }

    private static void nvfp4Inputs(Path folder, Records records, RecordTally tally) throws IOException {
        Records results = Records.read(folder.resolve("nvfp4.bin.gz"));
        float[] values = new float[TENSOR_BLOCKS * NvFp4.BLOCK_SIZE];
        while (records.more()) {
            float amax = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = records.f32();
                amax = Math.max(amax, Math.abs(values[i]));
            }
            for (int block = 0; block < TENSOR_BLOCKS; block++) {
                tally.record();
                tally.same(results.i32(), Float.floatToRawIntBits(amax), "largest magnitude of the tensor");
                results.codes(8, 8 + 17 + 17);
            }
        }
    }

    private static void nvfp4(Records inputs, Records records, RecordTally tally) {
        var twoLevels = new NvFp4();
        var oneLevel = BlockFormat.nvfp4SingleLevel();
        int size = NvFp4.BLOCK_SIZE;
        while (records.more()) {
            float[] values = block(inputs, TENSOR_BLOCKS * size);
            NvFp4.Tensor two = twoLevels.encode(values);
            BlockTensor one = oneLevel.encode(values);
            for (int block = 0; block < TENSOR_BLOCKS; block++) {
                tally.record();
                records.i32(); // the largest magnitude, compared with the inputs
                tally.same(records.i32(), Float.floatToRawIntBits(two.encodeScale()), "encode scale");
                tally.same(records.i32(), Float.floatToRawIntBits(two.decodeScale()), "decode scale");
                tally.same(records.u8(), two.scales()[block], "block scale");
                for (int i = 0; i < size; i++) {
                    tally.same(records.u8(), two.elements()[block * size + i], "element " + i);
                }
                tally.same(records.u8(), one.scales()[block], "single-level scale");
                for (int i = 0; i < size; i++) {
                    tally.same(records.u8(), one.elements()[block * size + i], "single-level element " + i);
                }
            }
        }
    }
}
