package bitwright.arith.dot;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.arith.Overflow;
import bitwright.arith.RoundToOdd;
import bitwright.arith.Rounding;

/** A floating-point register with an adder tree in front of it. */
final class FloatingAccumulator implements Accumulator {
    private final FloatFormat format;
    private final Rounding rounding;
    private final boolean fused;
    private final boolean isFloat32;
    private final double[] waiting;
    private int held;
    private double sum;

    FloatingAccumulator(Accumulation.Floating spec) {
        this.format = spec.format();
        this.rounding = spec.rounding();
        this.fused = spec.fused();
        this.isFloat32 = format.equals(Floats.FLOAT32) && rounding == Rounding.NEAREST_EVEN;
        this.waiting = new double[spec.width()];
    }

    @Override
    public void clear() {
        held = 0;
        sum = 0;
    }

    @Override
    public void add(double product) {
        double entering = fused ? product : round(product);
        if (waiting.length == 1) {
            sum = added(sum, entering);
            return;
        }
        waiting[held++] = entering;
        if (held == waiting.length) {
            sum = added(sum, treeSum(waiting, held));
            held = 0;
        }
    }

    @Override
    public void add(double product, double remainder) {
        if (remainder != 0) {
            throw new ArithmeticException("products of these operands need more than 53 bits:"
                    + " only an exact accumulator defines their sum");
        }
        add(product);
    }

    @Override
    public double value() {
        return held == 0 ? sum : added(sum, treeSum(waiting.clone(), held));
    }

    /** Neighbours first; destroys the values. */
    private double treeSum(double[] values, int count) {
        if (count == 1) {
            return round(values[0]);
        }
        for (int left = count; left > 1; left = (left + 1) / 2) {
            for (int i = 0; i < left / 2; i++) {
                values[i] = added(values[2 * i], values[2 * i + 1]);
            }
            if (left % 2 != 0) {
                values[left / 2] = values[left - 1];
            }
        }
        return values[0];
    }

    private double added(double a, double b) {
        return round(RoundToOdd.add(a, b));
    }

    private double round(double value) {
        return isFloat32 ? (float) value : format.decode(format.encode(value, rounding, Overflow.INFINITY));
    }
}
