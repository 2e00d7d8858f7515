package bitwright.workload;

/** The user's workload is wrong: the message names the file, the place in it, the rule and the value found. */
public sealed class WorkloadException extends RuntimeException permits NoSuchInputException {
    private static final long serialVersionUID = 1L;

    public WorkloadException(String message) {
        super(message);
    }

    public WorkloadException(String message, Throwable cause) {
        super(message, cause);
    }
}
