package bitwright.workload.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Mutations;
import bitwright.workload.WorkloadException;
import bitwright.workload.gguf.GgmlType;
import bitwright.workload.gguf.GgufFile;
import bitwright.workload.llama2c.Llama2cFile;
import bitwright.workload.npz.NpzFile;
import bitwright.workload.safetensors.SafetensorsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that lie: nothing is allocated on their word, and one message says what is wrong. */
class HostileFilesTest {
    @TempDir
    private Path folder;

    private static void load(TensorStore store) throws IOException {
        for (String tensor : store.shapes().keySet()) {
            store.value(tensor);
        }
    }

    @Test
    void gguf() {
        byte[] file = TinyFiles.gguf(new TinyLlama(1, false), GgmlType.Q8_0, 8);
        Mutations.check(file, 1, 200, bytes -> {
            var gguf = GgufFile.open(ByteSource.of("mutated.gguf", bytes));
            load(gguf);
            gguf.model();
        });
    }

    @Test
    void llama2c() {
        byte[] file = TinyFiles.llama2c(new TinyLlama(1, false));
        Mutations.check(
                file,
                2,
                400,
                bytes -> Llama2cFile.open(ByteSource.of("mutated.bin", bytes)).model());
    }

    @Test
    void safetensors() {
        byte[] file = TinyFiles.safetensors(new TinyLlama(1, false));
        Mutations.check(file, 3, 200, bytes -> load(SafetensorsFile.open(ByteSource.of("mutated.safetensors", bytes))));
    }

    private static byte[] npy(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        var bytes = ByteBuffer.allocate(10 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        return bytes.putShort((short) text.length).put(text).put(data).array();
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    @Test
    void npz() throws IOException {
        byte[] file = zip("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 8), }\n", new byte[128]));
        Path path = folder.resolve("mutated.npz");
        Mutations.check(file, 4, 200, bytes -> {
            Files.write(path, bytes);
            load(NpzFile.open(path));
        });
    }

    @Test
    void anArchiveThatClaimsTooMuchIsNotUnpacked() throws IOException {
        byte[] file = zip("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4, 8), }\n", new byte[128]));
        // The directory's entry, at its signature: the unpacked size is at 24.
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int entry = 0;
        while (words.getInt(entry) != 0x02014B50) {
            entry++;
        }
        words.putInt(entry + 24, 2_000_000_000);
        Path path = folder.resolve("claims.npz");
        Files.write(path, file);
        assertThatThrownBy(() -> NpzFile.open(path))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("claims.npz!a.npy: cannot unpack to 2000000000 bytes from ");
    }

    @Test
    void extentsAreCheckedAgainstTheFile() {
        var head = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(0x46554747).putInt(3).putLong(1).putLong(0);
        head.putLong(1)
                .put((byte) 'w')
                .putInt(2)
                .putLong(1 << 15)
                .putLong(1 << 15)
                .putInt(0)
                .putLong(0);
        assertThatThrownBy(() -> GgufFile.open(ByteSource.of("t.gguf", head.array())))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("t.gguf: tensor 'w' of 4294967296 bytes at offset 0 leaves the file of 96 bytes");
        String json = "{\"a\":{\"dtype\":\"F32\",\"shape\":[9],\"data_offsets\":[0,36]},\"a\":{}}";
        var twice = ByteBuffer.allocate(8 + json.length() + 36).order(ByteOrder.LITTLE_ENDIAN);
        twice.putLong(json.length()).put(json.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> SafetensorsFile.open(ByteSource.of("t.safetensors", twice.array())))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("t.safetensors: the header is not JSON: ")
                .hasMessageContaining("\"a\"");
    }
}
