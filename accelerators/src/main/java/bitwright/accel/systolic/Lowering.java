package bitwright.accel.systolic;

/** How the windows of a convolution come to the array; the values are the same. */
public enum Lowering {
    /** The feeder computes addresses in the feature map; padding is inserted and never stored. */
    DIRECT,
    /** The host has written every window out (im2col): M · K activations in memory, padding included. */
    IM2COL
}
