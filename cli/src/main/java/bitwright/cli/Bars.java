package bitwright.cli;

import java.util.Arrays;

/** Bars of block characters, upright in one line or lying. */
final class Bars {
    private static final String UPRIGHT = " ▁▂▃▄▅▆▇█";
    private static final String LYING = " ▏▎▍▌▋▊▉█";

    private Bars() {}

    /** One upright bar a number, as high as its share of the largest; what is not zero can be seen. */
    static String upright(double[] numbers) {
        double largest = Arrays.stream(numbers).max().orElse(0);
        var line = new StringBuilder();
        for (double number : numbers) {
            int height = largest == 0 ? 0 : (int) Math.rint(8 * number / largest);
            line.append(UPRIGHT.charAt(number > 0 ? Math.max(1, height) : 0));
        }
        return line.toString();
    }

    /** A lying bar of at most so many characters for a share of 0 to 1. */
    static String lying(double share, int most) {
        int eighths = (int) Math.rint(share * 8 * most);
        if (share > 0) {
            eighths = Math.max(1, eighths);
        }
        String whole = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? whole : whole + LYING.charAt(eighths % 8);
    }
}
