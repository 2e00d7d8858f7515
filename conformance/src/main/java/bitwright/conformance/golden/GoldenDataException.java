package bitwright.conformance.golden;

/** Golden data that cannot be read; the message names the file and what is wrong. */
public final class GoldenDataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GoldenDataException(String message) {
        super(message);
    }
}
