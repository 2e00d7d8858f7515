package bitwright.workload.dimensions;

/**
 * How a vision transformer cuts an image into tokens: a convolution whose stride is its kernel.
 *
 * @param image rows and columns of the image, a multiple of the patch
 * @param patch rows and columns of a patch
 * @param channels of the image
 */
public record Patches(int image, int patch, int channels) {
    public Patches {
        if (patch < 1 || image < patch || image % patch != 0) {
            throw new IllegalArgumentException(
                    "patch must divide the image's " + image + " rows and columns, got " + patch);
        }
        if (channels < 1) {
            throw new IllegalArgumentException("channels must be at least 1, got " + channels);
        }
    }

    /** One a patch, and the token that stands for the class. */
    public int tokens() {
        return (image / patch) * (image / patch) + 1;
    }
}
