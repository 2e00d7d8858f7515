package bitwright.workload.quantise;

import bitwright.arith.block.BlockFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats of weights by name. */
public final class WeightFormats {
    private static final Pattern BFP = Pattern.compile("bfp([0-9]{1,2})(?:e([0-9]))?_([0-9]{1,6}|tensor)");

    private WeightFormats() {}

    /**
     * A format.
     *
     * @param name {@code int4}, an MX format such as {@code mxfp4_e2m1}, {@code bfp4e8_32} (mantissa with sign, exponent,
     *     block)
     * @param granularity for integers: {@code tensor}, {@code channel} or {@code group:N}
     */
    public static WeightFormat of(String name, String granularity) {
        if (name.matches("int[0-9]{1,2}")) {
            return new IntegerSteps(Integer.parseInt(name.substring(3)), group(granularity));
        }
        for (BlockFormat format : BlockFormat.MX) {
            if (format.name().equals(name)) {
                return new SharedScale(format);
            }
        }
        Matcher bfp = BFP.matcher(name);
        if (bfp.matches()) {
            int block = bfp.group(3).equals("tensor") ? BlockFormat.WHOLE_TENSOR : Integer.parseInt(bfp.group(3));
            int exponent = bfp.group(2) == null ? 8 : Integer.parseInt(bfp.group(2));
            return new SharedScale(BlockFormat.blockFloatingPoint(block, Integer.parseInt(bfp.group(1)), exponent));
        }
        throw new IllegalArgumentException("unknown format '" + name + "'; known are int2 to int16, "
                + String.join(
                        ", ", BlockFormat.MX.stream().map(BlockFormat::name).toList())
                + " and bfpMeE_B, e.g. bfp4e8_32");
    }

    private static int group(String granularity) {
        if (granularity.equals("tensor")) {
            return WeightFormat.TENSOR;
        }
        if (granularity.equals("channel")) {
            return WeightFormat.CHANNEL;
        }
        if (!granularity.matches("group:[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(
                    "granularity must be tensor, channel or group:N, got '" + granularity + "'");
        }
        return Integer.parseInt(granularity.substring(6));
    }
}
