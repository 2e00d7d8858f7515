package bitwright.workload.real;

import bitwright.workload.IntegerFormat;

/** What a tensor of a real-valued network holds. */
public enum Element {
    /** Single precision; narrower floats are widened, wider ones rounded. */
    REAL(null),
    BOOL(null),
    INT64(null),
    INT32(IntegerFormat.INT32),
    INT16(IntegerFormat.INT16),
    UINT16(new IntegerFormat(16, false)),
    INT8(IntegerFormat.INT8),
    UINT8(IntegerFormat.UINT8),
    INT4(new IntegerFormat(4, true)),
    UINT4(new IntegerFormat(4, false)),
    INT2(new IntegerFormat(2, true)),
    UINT2(new IntegerFormat(2, false));

    private final IntegerFormat format;

    Element(IntegerFormat format) {
        this.format = format;
    }

    /** Whether values of this type can be the codes of a quantised tensor. */
    boolean isCode() {
        return format != null;
    }

    /** The format of such codes. */
    IntegerFormat format() {
        if (format == null) {
            throw new IllegalStateException(this + " holds no codes");
        }
        return format;
    }
}
