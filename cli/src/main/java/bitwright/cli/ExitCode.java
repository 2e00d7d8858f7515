package bitwright.cli;

/** What the command's exit code says. */
final class ExitCode {
    static final int DONE = 0;
    /** A check failed, or some points of a sweep did. */
    static final int CHECK_FAILED = 1;
    /** The user's input is wrong. */
    static final int WRONG_INPUT = 2;

    static final int INTERNAL_ERROR = 3;

    private ExitCode() {}
}
