package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
    @TempDir
    Path folder;

    @Test
    void filesAreHashedByNameAndContentInTheirOrder() throws Exception {
        Path one = Files.writeString(folder.resolve("one"), "12");
        Path two = Files.writeString(folder.resolve("two"), "3");
        String ofOne = hex("0000 0003 0000 0000 0000 0002 6f6e65 3132");
        String ofTwo = hex("0000 0003 0000 0000 0000 0001 74776f 33");
        String all = hex("0000 0003 0000 0000 0000 0040 6f6e65" + ascii(ofOne) + "0000 0003 0000 0000 0000 0040 74776f"
                + ascii(ofTwo));
        assertThat(ContentHash.begin(List.of(one, two)).get()).isEqualTo(all);
        assertThat(ContentHash.begin(List.of(two, one)).get()).isNotEqualTo(all);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 300_000})
    void contentOfAnyLengthIsHashedWhole(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(1).nextBytes(content);
        var digest = MessageDigest.getInstance("SHA-256");
        assertThat(ContentHash.sha256(content)).isEqualTo(HexFormat.of().formatHex(digest.digest(content)));
        digest.update(ByteBuffer.allocate(12).putInt(1).putLong(length).array());
        digest.update((byte) 'x');
        digest.update(content);
        String framed = HexFormat.of().formatHex(digest.digest());
        assertThat(new ContentHash().add("x", content).hex()).isEqualTo(framed);
        assertThat(new ContentHash()
                        .add(Files.write(folder.resolve("x"), content))
                        .hex())
                .isEqualTo(framed);
    }

    @Test
    void aFileThatCannotBeReadIsToldWhenItsHashIsWanted() {
        var hash = ContentHash.begin(List.of(folder.resolve("absent")));
        assertThatThrownBy(hash::get)
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("absent: cannot be read: ");
    }

    /** SHA-256 of bytes that are written in hex. */
    private static String hex(String bytes) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(HexFormat.of().parseHex(bytes.replace(" ", ""))));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
