package bitwright.accel.tactical;

import java.util.BitSet;
import java.util.Locale;

/**
 * The weights of one tile as they are stored and run: line by line, in every slot of a filter a weight and which input of
 * its lane's multiplexer brings the activation.
 */
public final class Schedule {
    /** The select of a slot without an operand: its lane does nothing. */
    public static final int IDLE = -1;

    private final WeightLines weights;
    private final SearchPattern search;
    private final int[] times;
    /** {@code [(line · rows + row) · lanes + lane]}: {@link #IDLE}, 0 for the slot's own place, else 1 + the candidate. */
    private final byte[] selects;
    /** {@code [select · lanes + lane]}. */
    private final int[] sources;

    Schedule(WeightLines weights, SearchPattern search, int[] times, byte[] selects) {
        this.weights = weights;
        this.search = search;
        this.times = times;
        this.selects = selects;
        sources = new int[search.inputs() * weights.lanes()];
        for (int select = 0; select < search.inputs(); select++) {
            for (int lane = 0; lane < weights.lanes(); lane++) {
                sources[select * weights.lanes() + lane] = source(select, lane);
            }
        }
    }

    private int source(int select, int lane) {
        if (select == 0) {
            return lane;
        }
        var candidate = search.candidates().get(select - 1);
        return candidate.lookahead() * weights.lanes() + Math.floorMod(lane + candidate.lookaside(), weights.lanes());
    }

    /** Lines that are run. */
    public int lines() {
        return times.length;
    }

    /** Filters. */
    public int rows() {
        return weights.rows();
    }

    /** Slots of a filter's line. */
    public int lanes() {
        return weights.lanes();
    }

    /** Which of the unscheduled lines a line was, and so which activations lie at the multiplexers' first inputs. */
    public int time(int line) {
        return times[line];
    }

    /** {@link #IDLE}, 0 for the activation of the slot's own place, else 1 + a candidate of the pattern. */
    public int select(int line, int row, int lane) {
        return selects[(line * weights.rows() + row) * weights.lanes() + lane];
    }

    /**
     * The activation that a slot's multiplexer brings, as {@code h · lanes + lane} within the lines that it can reach,
     * h = 0 being the line itself; {@link #IDLE} for none.
     */
    public int source(int line, int row, int lane) {
        int select = select(line, row, lane);
        return select == IDLE ? IDLE : sources[select * weights.lanes() + lane];
    }

    /** The weight in a slot; 0 in an idle one. */
    public int weight(int line, int row, int lane) {
        int source = source(line, row, lane);
        return source == IDLE ? 0 : weights.weights()[row][times[line] * weights.lanes() + source];
    }

    /** The weights of a filter, put back where they came from: {@code [time · lanes + lane]}. */
    public int[] unscheduled(int row) {
        var places = new int[weights.times() * weights.lanes()];
        for (int line = 0; line < times.length; line++) {
            for (int lane = 0; lane < weights.lanes(); lane++) {
                int source = source(line, row, lane);
                if (source != IDLE) {
                    places[times[line] * weights.lanes() + source] += weight(line, row, lane);
                }
            }
        }
        return places;
    }

    /**
     * A table to look at: a row a line and filter, in each slot the weight and, if it has moved, where from
     * ({@code 7<1,-2} came from a line later and two lanes lower); {@code .} is idle.
     */
    @Override
    public String toString() {
        var cells = new String[times.length * weights.rows()][weights.lanes()];
        int width = 1;
        for (int line = 0; line < times.length; line++) {
            for (int row = 0; row < weights.rows(); row++) {
                String[] ofRow = cells[line * weights.rows() + row];
                for (int lane = 0; lane < ofRow.length; lane++) {
                    ofRow[lane] = cell(line, row, lane);
                    width = Math.max(width, ofRow[lane].length());
                }
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            text.append(
                    String.format(Locale.ROOT, "time %d filter %d:", times[i / weights.rows()], i % weights.rows()));
            for (String cell : cells[i]) {
                text.append(" ".repeat(1 + width - cell.length())).append(cell);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private String cell(int line, int row, int lane) {
        int select = select(line, row, lane);
        if (select == IDLE) {
            return ".";
        }
        String weight = Integer.toString(weight(line, row, lane));
        if (select == 0) {
            return weight;
        }
        var from = search.candidates().get(select - 1);
        return weight + "<" + from.lookahead() + "," + from.lookaside();
    }

    /** Bits of the masks of {@link #mask}, in words of 64. */
    public int maskWords() {
        return ((search.lookahead() + 1) * weights.lanes() + Long.SIZE - 1) / Long.SIZE;
    }

    /** Adds the activations that a filter's multiplexers bring in a line to a mask over {@link #source}s. */
    public void mask(int line, int row, long[] mask, int from) {
        for (int lane = 0; lane < weights.lanes(); lane++) {
            int source = source(line, row, lane);
            if (source != IDLE) {
                mask[from + source / Long.SIZE] |= 1L << source;
            }
        }
    }

    /** Lanes of a filter that have an operand in a line. */
    public int operands(int line, int row) {
        int from = (line * weights.rows() + row) * weights.lanes();
        int operands = 0;
        for (int lane = 0; lane < weights.lanes(); lane++) {
            operands += selects[from + lane] == IDLE ? 0 : 1;
        }
        return operands;
    }

    /** Slots of a filter that hold a weight from elsewhere. */
    public int moved(int line, int row) {
        int from = (line * weights.rows() + row) * weights.lanes();
        int moved = 0;
        for (int lane = 0; lane < weights.lanes(); lane++) {
            moved += selects[from + lane] > 0 ? 1 : 0;
        }
        return moved;
    }

    /** The unscheduled lines that any multiplexer brings an activation from. */
    public BitSet usedTimes() {
        var used = new BitSet(weights.times());
        for (int line = 0; line < times.length; line++) {
            for (int row = 0; row < weights.rows(); row++) {
                for (int lane = 0; lane < weights.lanes(); lane++) {
                    int source = source(line, row, lane);
                    if (source != IDLE) {
                        used.set(times[line] + source / weights.lanes());
                    }
                }
            }
        }
        return used;
    }
}
