package bitwright.workload.codec;

/** Takes codes of up to 32 bits from words, lowest bit first. */
final class BitReader {
    private final long[] words;
    private final long bits;
    private long position;

    BitReader(long[] words, long bits) {
        this.words = words;
        this.bits = bits;
    }

    long read(int width) {
        if (width > bits - position) {
            throw new IllegalArgumentException("the tensor needs more than the " + bits + " bits that are there");
        }
        int word = (int) (position >>> 6);
        int shift = (int) position & 63;
        long code = words[word] >>> shift;
        if (shift + width > 64) {
            code |= words[word + 1] << 64 - shift;
        }
        position += width;
        return code & (1L << width) - 1;
    }

    void requireEnd() {
        if (position != bits) {
            throw new IllegalArgumentException("the tensor takes " + position + " bits, there are " + bits);
        }
    }
}
