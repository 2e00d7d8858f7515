package bitwright.workload.quantise;

import bitwright.arith.IntegerCoding;
import bitwright.arith.IntegerFormat;
import bitwright.arith.block.BlockFormat;
import bitwright.arith.block.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats of weights and activations by name. */
public final class WeightFormats {
    private static final Pattern BFP = Pattern.compile("bfp([0-9]{1,2})(?:e([0-9]))?_([0-9]{1,6}|tensor)");
    private static final Pattern STEPS = Pattern.compile("(int|pot|bcq|dfp)([0-9]{1,2})");

    /** MXINT4: the element of MXINT8 with two bits of fraction, which OCP MX v1.0 does not list. */
    private static final BlockFormat MXINT4 =
            BlockFormat.mx("mxint4", new IntegerFormat("mxint4", 4, IntegerCoding.SYMMETRIC, 2));

    private WeightFormats() {}

    /** The block formats with a name of their own. */
    private static List<BlockFormat> blocks() {
        List<BlockFormat> blocks = new ArrayList<>(BlockFormat.MX);
        blocks.remove(BlockFormat.MXFP8_E5M2); // more steps than an operand has
        blocks.add(MXINT4);
        return blocks;
    }

    /** What can be asked for, for messages. */
    public static String known() {
        return "int2 to int16, ternary, pot2 to pot5 (powers of two), bcq1 to bcq4 (sums of powers of two), dfp2 to "
                + "dfp16 (dynamic fixed point), "
                + String.join(", ", blocks().stream().map(BlockFormat::name).toList())
                + ", bfpMeE_B, e.g. bfp4e8_32";
    }

    /** A format whose blocks run along the channels, the last of a row perhaps short. */
    public static WeightFormat of(String name, String granularity) {
        return of(name, granularity, Blocks.Lines.CHANNELS, Tail.SHORT_BLOCK);
    }

    /**
     * A format.
     *
     * @param name {@code int4}, {@code ternary}, an MX format such as {@code mxfp4_e2m1}, {@code bfp4e8_32} (mantissa with
     *     sign, exponent, block) and so on
     * @param granularity {@code tensor}, {@code channel} or {@code group:N}; of formats that have blocks of their own or
     *     one scale a tensor it says nothing
     * @param lines the lines that groups and blocks are cut from
     * @param tail of formats with blocks of their own: whether lines may end with a short one
     */
    public static WeightFormat of(String name, String granularity, Blocks.Lines lines, Tail tail) {
        Matcher steps = STEPS.matcher(name);
        if (steps.matches()) {
            int bits = Integer.parseInt(steps.group(2));
            return switch (steps.group(1)) {
                case "int" -> new IntegerSteps(bits, Granularity.of(granularity), true, lines);
                case "pot" -> new PowerSteps(bits, Granularity.of(granularity), lines);
                case "bcq" -> new BinaryCodedSteps(bits, Granularity.of(granularity), lines);
                default -> new SharedScale(BlockFormat.dynamicFixedPoint(bits), Blocks.Lines.CHANNELS);
            };
        }
        if (name.equals("ternary")) {
            return new TernarySteps(Granularity.of(granularity), lines);
        }
        for (BlockFormat format : blocks()) {
            if (format.name().equals(name)) {
                return new SharedScale(format.with(tail), lines);
            }
        }
        Matcher bfp = BFP.matcher(name);
        if (bfp.matches()) {
            int block = bfp.group(3).equals("tensor") ? BlockFormat.WHOLE_TENSOR : Integer.parseInt(bfp.group(3));
            int exponent = bfp.group(2) == null ? 8 : Integer.parseInt(bfp.group(2));
            var format = BlockFormat.blockFloatingPoint(block, Integer.parseInt(bfp.group(1)), exponent);
            return new SharedScale(format.with(tail), lines);
        }
        throw new IllegalArgumentException("format must be one of " + known() + ", got '" + name + "'");
    }
}
