package lab;

import bitwright.arith.NumberFormat;

/**
 * Five bits whose values are squares, ±k² / 16 with k from 0 to 15: fine steps near zero, where most weights are, coarse ones
 * far out. The fifth bit is the sign; there is a −0, no infinity and no NaN (which becomes zero).
 */
public record Square5() implements NumberFormat {
    private static final int SIGN = 1 << 4;
    private static final int MAX_ROOT = 15;

    @Override
    public String name() {
        return "square5";
    }

    @Override
    public int bits() {
        return 5;
    }

    @Override
    public double decode(int code) {
        int root = code & MAX_ROOT;
        double size = root * root / 16.0;
        return (code & SIGN) != 0 ? -size : size;
    }

    @Override
    public int encode(double value) {
        double sixteenths = 16 * Math.abs(value);
        if (!(sixteenths > 0)) { // zeros and NaN
            return Double.doubleToRawLongBits(value) < 0 && value == 0 ? SIGN : 0;
        }
        int root = sixteenths >= MAX_ROOT * MAX_ROOT ? MAX_ROOT : (int) Math.sqrt(sixteenths);
        // Rounding the root would be wrong: the middle between k² and (k + 1)² is not (k + ½)².
        double middle = root * root + root + 0.5;
        if (root < MAX_ROOT && (sixteenths > middle || (sixteenths == middle && root % 2 != 0))) {
            root++;
        }
        return (value < 0 ? SIGN : 0) | root;
    }
}
