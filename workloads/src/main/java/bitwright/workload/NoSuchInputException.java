package bitwright.workload;

/** The workload holds fewer inputs than the user asks for. */
public final class NoSuchInputException extends WorkloadException {
    private static final long serialVersionUID = 1L;

    public NoSuchInputException(String message) {
        super(message);
    }
}
