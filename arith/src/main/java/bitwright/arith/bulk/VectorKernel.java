package bitwright.arith.bulk;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The conversions of {@link NearestEven} on whole vectors; compiled apart, because its module is still incubating. */
final class VectorKernel implements FloatKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 4)));
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 2)));

    /** The narrowed vector must have as many lanes as the float vector, which takes vectors of at least 256 bits. */
    VectorKernel() {
        if (BYTES.length() != LANES || SHORTS.length() != LANES) {
            throw new UnsupportedOperationException("vectors of " + INTS.vectorBitSize() + " bits are too short");
        }
    }

    @Override
    public void toBytes(NearestEven rule, float[] values, int from, float factor, byte[] codes, int at, int count) {
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            IntVector code =
                    codes(rule, FloatVector.fromArray(FLOATS, values, from + i).mul(factor));
            ((ByteVector) code.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(codes, at + i);
        }
        for (int i = whole; i < count; i++) {
            codes[at + i] = (byte) rule.code(values[from + i] * factor);
        }
    }

    @Override
    public void toShorts(NearestEven rule, float[] values, int from, short[] codes, int at, int count) {
        int whole = count - count % LANES;
        for (int i = 0; i < whole; i += LANES) {
            IntVector code = codes(rule, FloatVector.fromArray(FLOATS, values, from + i));
            ((ShortVector) code.convertShape(VectorOperators.I2S, SHORTS, 0)).intoArray(codes, at + i);
        }
        for (int i = whole; i < count; i++) {
            codes[at + i] = (short) rule.code(values[from + i]);
        }
    }

    private static IntVector codes(NearestEven rule, FloatVector values) {
        IntVector bits = values.reinterpretAsInts();
        IntVector size = bits.and(Integer.MAX_VALUE);
        IntVector odd = size.lanewise(VectorOperators.LSHR, rule.drop()).and(1);
        IntVector normal = size.add(rule.half())
                .add(odd)
                .lanewise(VectorOperators.LSHR, rule.drop())
                .sub(rule.rebias());
        IntVector subnormal = size.reinterpretAsFloats()
                .add(rule.magic())
                .reinterpretAsInts()
                .sub(Float.floatToRawIntBits(rule.magic()));
        IntVector code = normal.blend(rule.overflowCode(), normal.compare(VectorOperators.GT, rule.maxCode()))
                .blend(subnormal, size.compare(VectorOperators.LT, rule.smallestNormal()));
        VectorMask<Integer> special = size.compare(VectorOperators.GE, NearestEven.INFINITY);
        if (special.anyTrue()) {
            code = code.blend(rule.infinityCode(), size.compare(VectorOperators.EQ, NearestEven.INFINITY))
                    .blend(rule.nanCode(), size.compare(VectorOperators.GT, NearestEven.INFINITY));
        }
        IntVector sign = bits.lanewise(VectorOperators.LSHR, rule.signShift()).and(rule.signBit());
        IntVector signed = code.lanewise(VectorOperators.XOR, sign);
        return rule.zeroHasSign()
                ? signed
                : code.blend(signed, code.and(rule.signBit() - 1).compare(VectorOperators.NE, 0));
    }

    @Override
    public int largestSize(float[] values, int from, int to) {
        IntVector largest = IntVector.zero(INTS);
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            largest = largest.max(
                    FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts().and(Integer.MAX_VALUE));
        }
        int max = largest.reduceLanes(VectorOperators.MAX);
        for (; i < to; i++) {
            max = Math.max(max, Float.floatToRawIntBits(values[i]) & Integer.MAX_VALUE);
        }
        return max;
    }
}
