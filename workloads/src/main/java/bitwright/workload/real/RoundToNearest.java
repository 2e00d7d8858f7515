package bitwright.workload.real;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Calibration.Range;

/**
 * Rounding of real operands to the nearest integers, ties to even: weights signed and symmetric with a scale a filter,
 * activations with one scale, unsigned where calibration saw no negative value.
 *
 * @param weightBits 2 to 16
 * @param activationBits 2 to 16
 */
public record RoundToNearest(int weightBits, int activationBits) {
    public static final RoundToNearest INT8 = new RoundToNearest(8, 8);

    public RoundToNearest {
        if (weightBits < 2 || weightBits > 16 || activationBits < 2 || activationBits > 16) {
            throw new IllegalArgumentException(
                    "bits must be between 2 and 16, got " + weightBits + " and " + activationBits);
        }
    }

    Codes activations(Value value, Range range) {
        return tensor(value, range, activationBits, range.low() < 0);
    }

    /** A second operand that is computed has one scale. */
    Codes computed(Value value, Range range) {
        return tensor(value, range, weightBits, true);
    }

    private static Codes tensor(Value value, Range range, int bits, boolean signed) {
        var format = new IntegerFormat(bits, signed);
        float scale = scale(Math.max(-range.low(), range.high()), format.largest());
        int[] codes = new int[value.volume()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(value.reals()[i], scale, format.largest(), signed);
        }
        return Codes.of(format, codes, scale, 0);
    }

    Codes weights(Value value) {
        var format = new IntegerFormat(weightBits, true);
        int filters = value.extent(0);
        int row = value.volume() / filters;
        float[] scales = new float[filters];
        int[] codes = new int[value.volume()];
        for (int k = 0; k < filters; k++) {
            float most = 0;
            for (int i = 0; i < row; i++) {
                most = Math.max(most, Math.abs(value.reals()[k * row + i]));
            }
            scales[k] = scale(most, format.largest());
            for (int i = 0; i < row; i++) {
                codes[k * row + i] = code(value.reals()[k * row + i], scales[k], format.largest(), true);
            }
        }
        return Codes.along(0, format, codes, scales, new int[filters]);
    }

    /** One for what is all zero; a normal number always, so that quotients stay exact enough. */
    private static float scale(float most, int largest) {
        if (Float.isNaN(most) || Float.isInfinite(most)) {
            throw new WorkloadException("cannot quantise " + most);
        }
        float scale = most / largest;
        return scale < Float.MIN_NORMAL ? most == 0 ? 1 : Float.MIN_NORMAL : scale;
    }

    private static int code(float real, float scale, int largest, boolean signed) {
        if (Float.isNaN(real)) {
            throw new WorkloadException("cannot quantise what is not a number");
        }
        return (int) Math.max(signed ? -largest : 0, Math.min(largest, Math.rint((double) real / scale)));
    }

    /** The numbers that codes stand for, with the codes behind them. */
    static Value real(Value value, Codes codes) {
        float[] reals = new float[value.volume()];
        int row = codes.axis() < 0 || reals.length == 0 ? Math.max(1, reals.length) : reals.length / value.extent(0);
        for (int i = 0; i < reals.length; i++) {
            int k = i / row;
            reals[i] = (codes.data()[i] - codes.zeroPoints()[k]) * codes.scales()[k];
        }
        return Value.of(value.shape(), reals).withCodes(codes);
    }
}
