package bitwright.arith.dot;

import bitwright.arith.FixedPointRegister;
import bitwright.arith.Rounding;

/** The sum of any doubles without rounding; infinities and NaN add as in IEEE 754. */
final class ExactAccumulator implements Accumulator {
    private final FixedPointRegister register = FixedPointRegister.forDoubles();
    private double special;

    @Override
    public void clear() {
        register.clear();
        special = 0;
    }

    @Override
    public void add(double product) {
        if (Double.isFinite(product)) {
            register.add(product);
        } else {
            special += product;
        }
    }

    @Override
    public void add(double product, double remainder) {
        add(product);
        add(remainder);
    }

    @Override
    public double value() {
        return special == 0 ? register.toDouble() : special;
    }

    @Override
    public double valueToOdd() {
        return special == 0 ? register.toDouble(Rounding.TO_ODD) : special;
    }
}
