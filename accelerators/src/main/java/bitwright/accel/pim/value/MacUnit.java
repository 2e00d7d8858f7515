package bitwright.accel.pim.value;

import bitwright.accel.pim.asic.Bfloat16;
import bitwright.sim.parameter.Check;

/**
 * The arithmetic of the MAC unit beside a bank. A step multiplies neighbouring bfloat16 numbers in pairs; the products are
 * rounded to the accumulator's format, added by a tree of two-input adders, neighbours first, each of which rounds, and
 * the tree's sum joins the register with one more rounding. What is read from the register is a bfloat16 number. Rounding
 * is to nearest, ties to even. The order is ours: neither the paper (arXiv 2310.09385) nor anything else at hand tells.
 *
 * @param width products a step, a power of two
 * @param accumulator the format of products, adders and register, which the paper does not tell either
 */
public record MacUnit(int width, Register accumulator) {
    /** The format in which products are added. */
    public enum Register {
        BFLOAT16,
        FLOAT32
    }

    public MacUnit {
        Check.that(width > 0 && Integer.bitCount(width) == 1, "width", "must be a power of two, got " + width);
    }

    /**
     * The dot product of stored codes and a vector, begun with a register of zero.
     *
     * @param stored bfloat16 codes
     * @param x bfloat16 numbers
     * @param count products; missing ones of the last step are zero
     * @param tree room for {@code width} numbers
     */
    float dot(short[] stored, int from, float[] x, int with, int count, float[] tree) {
        return accumulator == Register.FLOAT32
                ? wide(stored, from, x, with, count, tree)
                : narrow(stored, from, x, with, count, tree);
    }

    private float wide(short[] stored, int from, float[] x, int with, int count, float[] tree) {
        float register = 0;
        for (int step = 0; step < count; step += width) {
            int here = Math.min(width, count - step);
            for (int i = 0; i < here; i++) {
                tree[i] = Bfloat16.ofCode(stored[from + step + i]) * x[with + step + i];
            }
            java.util.Arrays.fill(tree, here, width, 0);
            for (int left = width / 2; left > 0; left /= 2) {
                for (int i = 0; i < left; i++) {
                    tree[i] = tree[2 * i] + tree[2 * i + 1];
                }
            }
            register += tree[0];
        }
        return Bfloat16.of(register);
    }

    private float narrow(short[] stored, int from, float[] x, int with, int count, float[] tree) {
        float register = 0;
        for (int step = 0; step < count; step += width) {
            int here = Math.min(width, count - step);
            for (int i = 0; i < here; i++) {
                tree[i] = Bfloat16.multiply(Bfloat16.ofCode(stored[from + step + i]), x[with + step + i]);
            }
            java.util.Arrays.fill(tree, here, width, 0);
            for (int left = width / 2; left > 0; left /= 2) {
                for (int i = 0; i < left; i++) {
                    tree[i] = Bfloat16.add(tree[2 * i], tree[2 * i + 1]);
                }
            }
            register = Bfloat16.add(register, tree[0]);
        }
        return register;
    }
}
