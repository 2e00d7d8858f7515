package bitwright.workload.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks by hand; ggml's own dumps are compared by {@code bitwright conform}. */
class GgmlBlocksTest {
    @Test
    void halvesOfBytesLieSixteenApart() {
        byte[] block = new byte[18];
        block[1] = 0x40; // 2.0 as binary16, 0x4000
        block[2] = (byte) 0xF0; // element 0 has code 0, element 16 code 15
        GgmlBlocks blocks = GgmlBlocks.decode(GgmlType.Q4_0, ByteBuffer.wrap(block));
        assertThat(blocks.values()[0]).isEqualTo((0 - 8) * 2f);
        assertThat(blocks.values()[16]).isEqualTo((15 - 8) * 2f);
        assertThat(blocks.codes()[16]).isEqualTo(7);
    }

    @Test
    void mxCodesAreTwiceTheirValues() {
        byte[] block = new byte[17];
        block[0] = 127; // scale 1
        block[1] = (byte) 0xE7; // element 0 is 6, element 16 is −4
        GgmlBlocks blocks = GgmlBlocks.decode(GgmlType.MXFP4, ByteBuffer.wrap(block));
        assertThat(blocks.codes()[0]).isEqualTo(12);
        assertThat(blocks.values()[0]).isEqualTo(6);
        assertThat(blocks.values()[16]).isEqualTo(-4);
    }

    /** No value is further from its own than the format's steps allow. */
    @ParameterizedTest(name = "{0}: at most {1} of the largest magnitude away")
    @CsvSource({
        "Q4_0, 0.126",
        "Q4_1, 0.068",
        "Q5_0, 0.0635",
        "Q5_1, 0.034",
        "Q8_0, 0.0045",
        "MXFP4, 0.26",
        "NVFP4, 0.20",
        "Q2_K, 0.36",
        "Q3_K, 0.26",
        "Q4_K, 0.08",
        "Q5_K, 0.05",
        "Q6_K, 0.034",
        "TQ1_0, 0.501",
        "TQ2_0, 0.501",
        "F16, 0.0005",
        "BF16, 0.004",
        "F32, 0"
    })
    void whatIsEncodedIsDecodedNearby(GgmlType type, double share) {
        long seed = 9;
        var random = new SplittableRandom(seed);
        float[] values = new float[512];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        float[] back = GgmlBlocks.decode(type, ByteBuffer.wrap(GgmlEncoder.encode(type, values)))
                .values();
        for (int i = 0; i < values.length; i++) {
            assertThat((double) back[i]).as("seed %d element %d", seed, i).isCloseTo(values[i], within(share));
        }
    }

    /** Blocks of zeros, and of one value throughout, have no range to search in. */
    @ParameterizedTest
    @CsvSource({"Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"})
    void blocksWithoutARangeAreExactOrNearly(GgmlType type) {
        float[] zeros = GgmlBlocks.decode(type, ByteBuffer.wrap(GgmlEncoder.encode(type, new float[256])))
                .values();
        assertThat(zeros).hasSize(256);
        for (float zero : zeros) {
            assertThat(zero == 0).isTrue();
        }
        for (float constant : new float[] {1, -1, 1e-3f, -3e4f}) {
            float[] values = new float[256];
            Arrays.fill(values, constant);
            float[] back = GgmlBlocks.decode(type, ByteBuffer.wrap(GgmlEncoder.encode(type, values)))
                    .values();
            for (float value : back) {
                assertThat(value / constant).as("%s", constant).isCloseTo(1, within(0.04f));
            }
        }
    }

    /** A block of every type holds what its name says, and each type has its own number. */
    @Test
    void blocksOfAllTypesDecodeAnyBytes() {
        var random = new SplittableRandom(3);
        for (GgmlType type : GgmlType.values()) {
            byte[] bytes = new byte[3 * type.blockBytes()];
            random.nextBytes(bytes);
            GgmlBlocks blocks = GgmlBlocks.decode(type, ByteBuffer.wrap(bytes));
            assertThat(blocks.values()).as(type.label()).hasSize(3 * type.blockSize());
            for (int code : blocks.codes()) {
                var format = type.codes().orElseThrow();
                int most = type == GgmlType.TQ2_0 ? 2 : format.largest(); // files with a 2 are refused
                assertThat(code).as(type.label()).isBetween(format.least(), most);
            }
            assertThat(GgmlType.named(type.label())).contains(type);
        }
    }

    @Test
    void partsOfBlocksAreRefused() {
        assertThatThrownBy(() -> GgmlBlocks.decode(GgmlType.Q6_K, ByteBuffer.allocate(209)))
                .hasMessage("q6_K blocks are of 210 bytes, got 209");
        assertThatThrownBy(() -> GgmlEncoder.encode(GgmlType.Q8_0, new float[31]))
                .hasMessage("q8_0 needs a multiple of 32 values, got 31");
        assertThatThrownBy(() -> GgmlEncoder.encode(GgmlType.Q3_K, new float[255]))
                .hasMessage("q3_K needs a multiple of 256 values, got 255");
    }
}
