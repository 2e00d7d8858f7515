package bitwright.workload.yaml;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a file, collected so that the user sees all of it at once. */
public final class Problems {
    private static final int MOST = 50;

    private final String file;
    private final List<String> texts = new ArrayList<>();

    public Problems(String file) {
        this.file = file;
    }

    /** Adds a problem at a place in the document; {@code path} is the key path, e.g. {@code layers[2].stride}. */
    public void add(Node at, String path, String text) {
        String where = at.getStartMark()
                .map(mark -> file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse(file);
        if (texts.size() <= MOST) {
            texts.add(texts.size() == MOST ? file + ": … and more" : where + ": " + path + ": " + text);
        }
    }

    public boolean any() {
        return !texts.isEmpty();
    }

    public int count() {
        return texts.size();
    }

    public void throwIfAny() {
        if (any()) {
            throw new WorkloadException(String.join("\n", texts));
        }
    }
}
