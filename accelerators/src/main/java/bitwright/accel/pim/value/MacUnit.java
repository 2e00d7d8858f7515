package bitwright.accel.pim.value;

import bitwright.accel.pim.asic.Bfloat16;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/**
 * The arithmetic of the MAC unit beside a bank. A step multiplies neighbouring bfloat16 numbers in pairs; the products are
 * rounded to the accumulator's format, added by a tree of two-input adders, neighbours first, each of which rounds, and
 * the tree's sum joins the register with one more rounding. What is read from the register is a bfloat16 number. Rounding
 * is to nearest, ties to even. The order is ours: neither the paper (arXiv 2310.09385) nor anything else at hand tells.
 */
@Doc("The arithmetic of the MAC unit beside a bank.")
public record MacUnit(
        @Doc("Products a step.") @Range(min = 1, max = 1024) @Default("16")
        int width,

        @Doc("The format of products, adders and register; the paper does not tell, the default is inferred from its "
                + "bfloat16 everywhere.")
        @Default("bfloat16")
        Register accumulator) {
    /** The format in which products are added. */
    public enum Register {
        BFLOAT16,
        FLOAT32
    }

    public MacUnit {
        Check.ranges(MacUnit.class, width, accumulator);
        Check.that(Integer.bitCount(width) == 1, "width", "must be a power of two, got " + width);
    }

    /**
     * The dot product of bfloat16 numbers, begun with a register of zero.
     *
     * @param count products; missing ones of the last step are zero
     * @param tree room for {@code width} numbers
     */
    float dot(float[] a, int from, float[] b, int with, int count, float[] tree) {
        return accumulator == Register.FLOAT32
                ? wide(a, from, b, with, count, tree)
                : narrow(a, from, b, with, count, tree);
    }

    private float wide(float[] a, int from, float[] b, int with, int count, float[] tree) {
        float register = 0;
        for (int step = 0; step < count; step += width) {
            int here = Math.min(width, count - step);
            for (int i = 0; i < here; i++) {
                tree[i] = a[from + step + i] * b[with + step + i];
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

    private float narrow(float[] a, int from, float[] b, int with, int count, float[] tree) {
        float register = 0;
        for (int step = 0; step < count; step += width) {
            int here = Math.min(width, count - step);
            for (int i = 0; i < here; i++) {
                tree[i] = Bfloat16.multiply(a[from + step + i], b[with + step + i]);
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
