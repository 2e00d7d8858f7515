package bitwright.accel.memory;

/** A part of the on-chip buffers. Activations and outputs share one buffer, each in a part of its own. */
public enum Space {
    ACTIVATIONS("activation buffer"),
    WEIGHTS("weight buffer"),
    OUTPUTS("activation buffer");

    private final String buffer;

    Space(String buffer) {
        this.buffer = buffer;
    }

    /** The buffer that it is a part of, in words. */
    public String buffer() {
        return buffer;
    }
}
