package bitwright.conformance.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Checks a folder of one family of golden data. */
public interface FamilyCheck {
    /**
     * Compares every file and reports each as soon as it is done.
     *
     * @param folder the folder that holds the {@code FAMILY} file
     * @throws GoldenDataException if the folder does not hold what its family promises
     */
    void check(Path folder, Consumer<FileOutcome> report) throws IOException;
}
