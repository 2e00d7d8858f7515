package bitwright.report;

import java.awt.Color;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Colours of the charts. Series colours are those of Okabe and Ito (told apart by colour-blind readers), mid-tones that
 * hold on white and on black; after the eighth they come again, darker.
 */
final class Palette {
    /** Every word in a chart. */
    static final Color TEXT = new Color(0x57606a);
    /** Axes and grid lines. */
    static final Color LINE = new Color(0x8c959f);

    private static final List<Color> SERIES = List.of(
            new Color(0x0072b2),
            new Color(0xe69f00),
            new Color(0x009e73),
            new Color(0xd55e00),
            new Color(0xcc79a7),
            new Color(0x56b4e9),
            new Color(0x8a8a8a),
            new Color(0xb8a800),
            new Color(0x004f7c),
            new Color(0xa16f00),
            new Color(0x006e50),
            new Color(0x954100),
            new Color(0x8e5474),
            new Color(0x3c7ea3),
            new Color(0x606060),
            new Color(0x807500));

    private Palette() {}

    static int size() {
        return SERIES.size();
    }

    static Color series(int index) {
        return SERIES.get(index % SERIES.size());
    }

    private static final Map<String, String> NAMES = names();

    private static Map<String, String> names() {
        var names = new HashMap<String, String>();
        for (int i = 0; i < SERIES.size(); i++) {
            names.put(rgb(SERIES.get(i)), "c" + i);
        }
        names.put(rgb(LINE), "l");
        names.put(rgb(TEXT), "t");
        return names;
    }

    /** The style-sheet name of a colour of ours, such as {@code t} for text and {@code c0} for the first series. */
    static String name(String rgb) {
        return NAMES.getOrDefault(rgb, "");
    }

    private static String rgb(Color color) {
        return String.format(Locale.ROOT, "rgb(%d,%d,%d)", color.getRed(), color.getGreen(), color.getBlue());
    }
}
