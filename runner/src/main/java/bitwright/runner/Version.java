package bitwright.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Bitwright's own version. */
public final class Version {
    private static final String NUMBER = read();

    private Version() {}

    public static String number() {
        return NUMBER;
    }

    private static String read() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
