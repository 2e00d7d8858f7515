package bitwright.arith;

import java.util.List;

/** The floating-point formats of the field, named as in ml_dtypes. */
public final class Floats {
    private Floats() {}

    /** OFP8 E4M3: no infinity, one NaN a sign, largest value 448. */
    public static final FloatFormat E4M3FN = new FloatFormat("float8_e4m3fn", 4, 3, 7, Specials.TOP_NAN);

    /** OFP8 E5M2: IEEE-like, largest value 57344. */
    public static final FloatFormat E5M2 = new FloatFormat("float8_e5m2", 5, 2, 15, Specials.IEEE);

    /** IEEE-like E4M3, largest value 240. */
    public static final FloatFormat E4M3 = new FloatFormat("float8_e4m3", 4, 3, 7, Specials.IEEE);

    /** IEEE-like E3M4, largest value 15.5. */
    public static final FloatFormat E3M4 = new FloatFormat("float8_e3m4", 3, 4, 3, Specials.IEEE);

    /** E4M3 of Graphcore and AMD: NaN in the place of −0, bias 8. */
    public static final FloatFormat E4M3FNUZ = new FloatFormat("float8_e4m3fnuz", 4, 3, 8, Specials.NEGATIVE_ZERO_NAN);

    /** E5M2 of Graphcore and AMD: NaN in the place of −0, bias 16. */
    public static final FloatFormat E5M2FNUZ = new FloatFormat("float8_e5m2fnuz", 5, 2, 16, Specials.NEGATIVE_ZERO_NAN);

    /** E4M3 with NaN in the place of −0 and bias 11. */
    public static final FloatFormat E4M3B11FNUZ =
            new FloatFormat("float8_e4m3b11fnuz", 4, 3, 11, Specials.NEGATIVE_ZERO_NAN);

    /** FP6 of OCP MX with three exponent bits: all codes finite, largest value 28. */
    public static final FloatFormat E3M2FN = new FloatFormat("float6_e3m2fn", 3, 2, 3, Specials.NONE);

    /** FP6 of OCP MX with two exponent bits: all codes finite, largest value 7.5. */
    public static final FloatFormat E2M3FN = new FloatFormat("float6_e2m3fn", 2, 3, 1, Specials.NONE);

    /** FP4 of OCP MX: ±{0, 0.5, 1, 1.5, 2, 3, 4, 6}. */
    public static final FloatFormat E2M1FN = new FloatFormat("float4_e2m1fn", 2, 1, 1, Specials.NONE);

    /** FP4 with one exponent bit, in effect fixed point: ±{0, 0.25, …, 1.75}; bias 1 as Huawei's CANN defines it. */
    public static final FloatFormat E1M2FN = new FloatFormat("float4_e1m2fn", 1, 2, 1, Specials.NONE);

    /** The power-of-two scale of OCP MX: 2^−127 to 2^127, no zero, no sign. */
    public static final FloatFormat E8M0FNU =
            new FloatFormat("float8_e8m0fnu", 8, 0, 127, Specials.TOP_NAN, false, LowCodes.NORMAL);

    /** E4M3FN without a sign (the scale of NVFP4, PTX ue4m3). */
    public static final FloatFormat UE4M3 =
            new FloatFormat("ue4m3", 4, 3, 7, Specials.TOP_NAN, false, LowCodes.SUBNORMAL);

    /** Unsigned five-bit exponent, largest value 114688; no authoritative specification exists, so this is a convention. */
    public static final FloatFormat UE5M3 =
            new FloatFormat("ue5m3", 5, 3, 15, Specials.TOP_NAN, false, LowCodes.SUBNORMAL);

    /** bfloat16. */
    public static final FloatFormat BFLOAT16 = new FloatFormat("bfloat16", 8, 7, 127, Specials.IEEE);

    /** IEEE 754 binary16. */
    public static final FloatFormat FLOAT16 = new FloatFormat("float16", 5, 10, 15, Specials.IEEE);

    /** The 19-bit operand of tensor cores: exponent of float32, fraction of float16. */
    public static final FloatFormat TF32 = new FloatFormat("tf32", 8, 10, 127, Specials.IEEE);

    /** IEEE 754 binary32. */
    public static final FloatFormat FLOAT32 = new FloatFormat("float32", 8, 23, 127, Specials.IEEE);

    /** All of them, small to large. */
    public static final List<FloatFormat> ALL = List.of(
            E2M1FN,
            E1M2FN,
            E3M2FN,
            E2M3FN,
            E4M3FN,
            E5M2,
            E4M3,
            E3M4,
            E4M3FNUZ,
            E5M2FNUZ,
            E4M3B11FNUZ,
            E8M0FNU,
            UE4M3,
            UE5M3,
            FLOAT16,
            BFLOAT16,
            TF32,
            FLOAT32);
}
