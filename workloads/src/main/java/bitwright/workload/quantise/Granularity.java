package bitwright.workload.quantise;

/** How many values share a scale, in words. */
final class Granularity {
    private Granularity() {}

    static String label(int group, Blocks.Lines lines) {
        if (group == WeightFormat.TENSOR) {
            return " a tensor";
        }
        return group == WeightFormat.CHANNEL ? " a channel" : " a group of " + group + along(lines);
    }

    static String along(Blocks.Lines lines) {
        return lines == Blocks.Lines.CHANNELS ? "" : " along " + lines.label();
    }

    /** Reads {@code tensor}, {@code channel} or {@code group:N}. */
    static int of(String text) {
        if (text.equals("tensor")) {
            return WeightFormat.TENSOR;
        }
        if (text.equals("channel")) {
            return WeightFormat.CHANNEL;
        }
        if (!text.matches("group:[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException("granularity must be tensor, channel or group:N, got '" + text + "'");
        }
        return Integer.parseInt(text.substring(6));
    }
}
