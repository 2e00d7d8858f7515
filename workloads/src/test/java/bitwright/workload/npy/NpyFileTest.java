package bitwright.workload.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFileTest {
    @TempDir
    Path folder;

    @Test
    void readsEveryIntegerTypeInBothByteOrders() throws IOException {
        assertThat(tensor("|b1", "(2,)", bytes(0, 1)).data()).containsExactly(0, 1);
        assertThat(tensor("|i1", "(2,)", bytes(0x80, 0x7F)).data()).containsExactly(-128, 127);
        assertThat(tensor("|u1", "(2,)", bytes(0x80, 0xFF)).data()).containsExactly(128, 255);
        assertThat(tensor("<i2", "(2,)", bytes(0x01, 0x80, 0x02, 0x01)).data()).containsExactly(-32767, 258);
        assertThat(tensor(">i2", "(2,)", bytes(0x01, 0x80, 0x02, 0x01)).data()).containsExactly(384, 513);
        assertThat(tensor("<u2", "(1,)", bytes(0xFE, 0xFF)).data()).containsExactly(65534);
        assertThat(tensor(">i4", "(1,)", bytes(0xFF, 0xFF, 0xFF, 0xFE)).data()).containsExactly(-2);
        assertThat(tensor("<u4", "(1,)", bytes(0xFE, 0xFF, 0xFF, 0x7F)).data()).containsExactly(2147483646);
        assertThat(tensor("<i8", "(1,)", bytes(0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
                        .data())
                .containsExactly(-2);
        assertThat(tensor(">u8", "(1,)", bytes(0, 0, 0, 0, 0, 0, 1, 0)).data()).containsExactly(256);
    }

    @Test
    void readsFloatsOfEveryWidth() throws IOException {
        // binary16: 0x3C00 = 1, 0xC000 = -2, 0x0001 = 2^-24, 0x7C00 = infinity, 0x3555 = 0.33325195
        assertThat(open("<f2", "(5,)", bytes(0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00, 0x00, 0x7C, 0x55, 0x35))
                        .readFloats())
                .containsExactly(1f, -2f, 0x1p-24f, Float.POSITIVE_INFINITY, 0.33325195f);
        // binary32 1.5 = 0x3FC00000; binary64 -0.75 = 0xBFE8000000000000
        assertThat(open(">f4", "(1,)", bytes(0x3F, 0xC0, 0, 0)).readFloats()).containsExactly(1.5f);
        assertThat(open("<f8", "(1,)", bytes(0, 0, 0, 0, 0, 0, 0xE8, 0xBF)).readFloats())
                .containsExactly(-0.75f);
        assertThat(open("<i2", "(1,)", bytes(0xFF, 0xFF)).readFloats()).containsExactly(-1f);
    }

    @Test
    void floatsThatHoldIntegersAreIntegersWhereWelcome() throws IOException {
        NpyFile file = open(">f4", "(1, 2)", bytes(0x43, 0x7F, 0, 0, 0xC0, 0x40, 0, 0)); // 255, -3
        assertThat(file.readTensor(true)).isEqualTo(new Tensor(new int[] {1, 2}, new int[] {255, -3}));
        assertThatThrownBy(file::readTensor)
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("x.npy: must hold integers, got element type float32");
    }

    @ParameterizedTest
    @CsvSource({"0x3FC00000, 1.5", "0x7FC00000, NaN", "0x7F800000, Infinity", "0x4F000000, 2.147483648E9"})
    void aFloatThatIsNoIntegerIsNamedByItsIndex(String bits, String shown) throws IOException {
        int b = Integer.decode(bits);
        NpyFile file = open(">f4", "(2, 2)", bytes(0, 0, 0, 0, 0, 0, 0, 0, b >> 24, b >> 16, b >> 8, b, 0, 0, 0, 0));
        assertThatThrownBy(() -> file.readTensor(true))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("element [1, 0] must be an integer of 32 bits, got " + shown);
    }

    @Test
    void integersBeyond32BitsAreNamedByTheirIndex() throws IOException {
        NpyFile file = open("<u4", "(2,)", bytes(1, 0, 0, 0, 0, 0, 0, 0x80));
        assertThatThrownBy(file::readTensor).hasMessageContaining("element [1] must fit 32 bits, got 2147483648");
        assertThat(file.readLongs()).containsExactly(1L, 2147483648L);
        NpyFile huge = open("<u8", "(1,)", bytes(0, 0, 0, 0, 0, 0, 0, 0x80));
        assertThatThrownBy(huge::readLongs)
                .hasMessageContaining("element [0] must fit 63 bits, got 9223372036854775808");
        assertThat(huge.readFloats()).containsExactly(0x1p63f);
    }

    @Test
    void aBooleanIsZeroOrOne() throws IOException {
        NpyFile file = open("|b1", "(2,)", bytes(1, 2));
        assertThatThrownBy(file::readTensor).hasMessageContaining("element [1] must be False or True (0 or 1), got 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<f4", "<f8"})
    void blocksOfFloatsAreAllFloatsInTheirOrder(String descr) throws IOException {
        // 200,000 elements, more than one read takes: element i is i / 4.
        int width = descr.charAt(2) - '0';
        var data = ByteBuffer.allocate(200_000 * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 200_000; i++) {
            if (width == 4) {
                data.putFloat(i / 4f);
            } else {
                data.putDouble(i / 4.0);
            }
        }
        NpyFile file = open(descr, "(400, 500)", data.array());
        var starts = new ArrayList<Integer>();
        file.readFloats((values, first, count) -> {
            starts.add(first);
            for (int i = 0; i < count; i++) {
                assertThat(values[i]).isEqualTo((first + i) / 4f);
            }
            if (starts.size() > 1) {
                assertThat(first).isGreaterThan(starts.get(starts.size() - 2));
            }
        });
        assertThat(starts).startsWith(0).hasSizeGreaterThan(1);
        assertThat(file.elements()).isEqualTo(200_000);
    }

    @Test
    void blocksOfAFileInFortranOrderAreInCOrder() throws IOException {
        write("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", bytes(1, 4, 2, 5, 3, 6));
        NpyFile.open(folder.resolve("x.npy")).readFloats((values, first, count) -> {
            assertThat(first).isZero();
            assertThat(Arrays.copyOf(values, count)).containsExactly(1, 2, 3, 4, 5, 6);
        });
    }

    @Test
    void fortranOrderBecomesCOrder() throws IOException {
        // numpy.asfortranarray([[1, 2, 3], [4, 5, 6]]) lies in the file as 1 4 2 5 3 6.
        write("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", bytes(1, 4, 2, 5, 3, 6));
        NpyFile file = NpyFile.open(folder.resolve("x.npy"));
        assertThat(file.readTensor()).isEqualTo(new Tensor(new int[] {2, 3}, new int[] {1, 2, 3, 4, 5, 6}));
        assertThat(file.readRows(1, 1, false).data()).containsExactly(4, 5, 6);
        assertThat(file.readFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(file.readLongs()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void fortranOrderOfThreeAxes() throws IOException {
        // element [i][j][k] = 100 i + 10 j + k of shape (2, 2, 2); the first axis runs fastest in the file
        write("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 2, 2), }", bytes(0, 100, 10, 110, 1, 101, 11, 111));
        assertThat(NpyFile.open(folder.resolve("x.npy")).readTensor().data())
                .containsExactly(0, 1, 10, 11, 100, 101, 110, 111);
    }

    @Test
    void readsScalarsEmptyTensorsAndRows() throws IOException {
        assertThat(tensor("|i1", "()", bytes(7))).isEqualTo(new Tensor(new int[0], new int[] {7}));
        assertThat(tensor("<i4", "(0, 5)", bytes())).isEqualTo(new Tensor(new int[] {0, 5}, new int[0]));
        NpyFile file = open("|i1", "(3, 2)", bytes(1, 2, 3, 4, 5, 6));
        assertThat(file.readRows(1, 2, false)).isEqualTo(new Tensor(new int[] {2, 2}, new int[] {3, 4, 5, 6}));
        assertThatThrownBy(() -> file.readRows(2, 2, false))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("entries 2..3 of the first axis were asked for, the shape is [3, 2]");
    }

    @Test
    void readsAllThreeVersionsAndKeysInAnyOrder() throws IOException {
        String header = "{\"shape\":(2L,),'fortran_order':False,'descr':'|i1'}";
        for (int version = 1; version <= 3; version++) {
            Files.write(folder.resolve("x.npy"), npy(version, header, bytes(1, 2)));
            assertThat(NpyFile.open(folder.resolve("x.npy")).readTensor().data())
                    .as("version %d", version)
                    .containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(3,)       | needs 3 bytes of data, the file holds 2 (truncated?)",
                "(1,)       | needs 1 bytes of data, the file holds 2 (trailing bytes)",
                "(0, 9)     | needs 0 bytes of data, the file holds 2 (trailing bytes)",
                "(-1, 2)    | extents must be between 0 and 2147483647, got [-1, 2]",
                "(4294967298,) | extents must be between 0 and 2147483647",
                "(2147483647, 2147483647, 2147483647, 2147483647) | (truncated?)",
                "(65536, 65536, 65536, 65536) | (truncated?)",
                "(2147483647, 2147483647, 2147483647, 0) | (trailing bytes)",
                "2          | expected '('",
                "(2.0,)     | expected ')'",
                "('2',)     | shape must be a tuple of integers",
                "(99999999999999999999,) | shape must be a tuple of integers"
            })
    void aShapeThatLiesIsAnErrorBeforeAnythingIsAllocated(String shape, String problem) throws IOException {
        write("{'descr': '|i1', 'fortran_order': False, 'shape': " + shape + ", }", bytes(1, 2));
        assertThatThrownBy(() -> NpyFile.open(folder.resolve("x.npy")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("x.npy")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|O", "<c8", "<i3", "|i4", "<M8[ns]", "<U4", "", "i4"})
    void elementTypesThatAreNoNumbersAreRefused(String descr) throws IOException {
        write("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1,), }", bytes(1, 2, 3, 4));
        assertThatThrownBy(() -> NpyFile.open(folder.resolve("x.npy")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("element type '" + descr + "' is not supported");
    }

    @Test
    void headersThatAreNotWhatNumPyWritesAreRefused() throws IOException {
        Map<String, String> problems = Map.of(
                "{'descr': '|i1', 'shape': (2,)}", "'fortran_order' is missing",
                "{'descr': '|i1', 'descr': '|i1'}", "'descr' stands twice",
                "{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (2,)}", "expected an element type",
                "{'descr': '|i1', 'fortran_order': 0, 'shape': (2,)}", "must be True or False",
                "{'descr': '|i1', 'fortran_order': False, 'shape': (2,), 'x': 1}", "unknown key 'x'",
                "{'descr': '|i1', 'fortran_order': False, 'shape': (2,)} boo", "text after the dictionary",
                "{'descr", "expected a key in quotes",
                "nonsense", "expected '{'");
        for (var entry : problems.entrySet()) {
            write(entry.getKey(), bytes(1, 2));
            assertThatThrownBy(() -> NpyFile.open(folder.resolve("x.npy")))
                    .as(entry.getKey())
                    .isInstanceOf(WorkloadException.class)
                    .hasMessageContaining("x.npy: bad .npy header at character")
                    .hasMessageContaining(entry.getValue());
        }
    }

    @Test
    void everyTruncationIsAnErrorAndNothingElse() throws IOException {
        byte[] whole = npy(1, "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), }", bytes(1, 0, 2, 0));
        for (int length = 0; length < whole.length; length++) {
            Files.write(folder.resolve("x.npy"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NpyFile.open(folder.resolve("x.npy")))
                    .as("the first %d bytes", length)
                    .isInstanceOf(WorkloadException.class)
                    .hasMessageContaining("x.npy");
        }
    }

    @Test
    void mutatedFilesEitherReadOrFailClearly() throws IOException {
        long seed = 20251125;
        var random = new SplittableRandom(seed);
        byte[] whole = npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", new byte[24]);
        int clear = 0;
        for (int trial = 0; trial < 3000; trial++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 128);
            }
            Files.write(folder.resolve("x.npy"), bytes);
            try {
                NpyFile.open(folder.resolve("x.npy")).readTensor(true);
            } catch (WorkloadException e) {
                clear++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " trial " + trial, e);
            }
        }
        assertThat(clear).isBetween(500, 2999);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path path = folder.resolve("x.npy");
        var tensor = new Tensor(new int[] {2, 1, 2}, new int[] {-128, 127, 0, 1});
        NpyWriter.write(path, tensor, NpyType.INT8);
        // 10 + 118 header bytes, as NumPy pads them to a multiple of 64, and 4 elements
        assertThat(Files.size(path)).isEqualTo(128 + 4);
        assertThat(NpyFile.open(path).type()).isEqualTo(NpyType.INT8);
        assertThat(NpyFile.open(path).readTensor()).isEqualTo(tensor);
        NpyWriter.write(path, new int[] {2}, new long[] {Long.MIN_VALUE, 5}, NpyType.INT64);
        assertThat(NpyFile.open(path).readLongs()).containsExactly(Long.MIN_VALUE, 5);
        NpyWriter.write(path, new int[] {1}, new float[] {-0.1f});
        assertThat(NpyFile.open(path).readFloats()).containsExactly(-0.1f);
        assertThatThrownBy(() -> NpyWriter.write(path, tensor, NpyType.UINT8))
                .hasMessageContaining("-128 does not fit UINT8");
    }

    @Test
    void readsInsideAnArchive() throws IOException {
        Path zip = folder.resolve("traces.zip");
        try (var files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Files.write(
                    files.getPath("x.npy"),
                    npy(1, "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }", bytes(1, 0, 2, 0)));
        }
        try (var files = FileSystems.newFileSystem(zip)) {
            assertThat(NpyFile.open(files.getPath("x.npy")).readTensor().data()).containsExactly(1, 2);
        }
    }

    @Test
    void aMissingFileIsTheUsersMistake() {
        assertThatThrownBy(() -> NpyFile.open(folder.resolve("none.npy")))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("none.npy: no such file");
    }

    private Tensor tensor(String descr, String shape, byte[] data) throws IOException {
        return open(descr, shape, data).readTensor();
    }

    private NpyFile open(String descr, String shape, byte[] data) throws IOException {
        write("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }", data);
        return NpyFile.open(folder.resolve("x.npy"));
    }

    private void write(String header, byte[] data) throws IOException {
        Files.write(folder.resolve("x.npy"), npy(1, header, data));
    }

    private static byte[] npy(int version, String header, byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(0x93);
        out.write("NUMPY".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {(byte) version, 0});
        var length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
        if (version == 1) {
            length.putShort((short) header.length());
        } else {
            length.putInt(header.length());
        }
        out.write(length.array());
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        out.write(data);
        return out.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
