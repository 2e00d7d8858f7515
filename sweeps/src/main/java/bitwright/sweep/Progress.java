package bitwright.sweep;

/**
 * How far a sweep is.
 *
 * @param total points of this process, or the most that there can be
 * @param reused points whose results were in the store
 * @param done points that this process brought to their end, failed ones too
 * @param failed points, old and new, that did not end well
 */
public record Progress(long total, long reused, long done, long failed) {
    public long finished() {
        return reused + done;
    }

    /** Is told how far the sweep is; by several threads, one at a time. */
    @FunctionalInterface
    public interface Listener {
        void at(Progress progress);
    }
}
