package bitwright.workload.real;

/**
 * A model of a file as a real-valued network.
 *
 * @param graph its operators
 * @param file its file's plain name
 * @param sha256 the file's hash
 */
public record RealModel(Graph graph, String file, String sha256) {}
