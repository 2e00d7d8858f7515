package bitwright.accel.tactical;

import java.util.BitSet;
import java.util.Locale;

/**
 * The weights of one tile as they are stored and run: line by line, in every slot of a filter a weight and which input of
 * its lane's multiplexer brings the activation.
 */
public final class Schedule {
    /** The select of a slot without an operand: its lane does nothing. */
    public static final byte IDLE = -1;

    /** The select of a slot without a weight that brings the activation of lane 0 all the same. */
    public static final byte FIRST = -2;

    private final WeightLines weights;
    private final SearchPattern search;
    private final int[] times;
    /** {@code [line · rows + row]}: lanes that bring the activation of their own place. */
    private final long[] own;
    /** {@code [line · rows + row]}: lanes whose weight has come from elsewhere. */
    private final long[] moved;
    /** {@code [(row · all times + time) · lanes + lane]}: the selects of the moved. */
    private final byte[] selects;
    /** {@code [select · lanes + lane]}. */
    private final int[] sources;

    private final int[] lookahead;
    private final boolean firstIsBrought;

    Schedule(WeightLines weights, WeightScheduler scheduler, int[] times, long[] own, long[] moved, byte[] selects) {
        this.weights = weights;
        this.times = times;
        this.own = own;
        this.moved = moved;
        this.selects = selects;
        search = scheduler.search();
        lookahead = search.candidates().stream().mapToInt(Candidate::lookahead).toArray();
        firstIsBrought = scheduler.emptySlots() == WeightScheduler.EmptySlots.FIRST_ACTIVATION;
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

    /** {@link #IDLE}, {@link #FIRST}, 0 for the activation of the slot's own place, else 1 + a candidate of the pattern. */
    public int select(int line, int row, int lane) {
        int ofRow = line * weights.rows() + row;
        if ((moved[ofRow] >>> lane & 1) != 0) {
            return selects[(row * weights.times() + times[line]) * weights.lanes() + lane];
        }
        return (own[ofRow] >>> lane & 1) != 0 ? 0 : (brought(line, row) >>> lane & 1) != 0 ? FIRST : IDLE;
    }

    /** Lanes of a first line that have no weight, if they bring an activation all the same. */
    private long brought(int line, int row) {
        if (!firstIsBrought || times[line] != 0) {
            return 0;
        }
        return ~(weights.operands()[row][0] | moved[line * weights.rows() + row]) & -1L >>> Long.SIZE - weights.lanes();
    }

    /**
     * The activation that a slot's multiplexer brings, as {@code h · lanes + lane} within the lines that it can reach,
     * h = 0 being the line itself; {@link #IDLE} for none.
     */
    public int source(int line, int row, int lane) {
        int select = select(line, row, lane);
        return select >= 0 ? sources[select * weights.lanes() + lane] : select == FIRST ? 0 : IDLE;
    }

    /** The weight in a slot; 0 in one without. */
    public int weight(int line, int row, int lane) {
        int select = select(line, row, lane);
        return select < 0
                ? 0
                : weights.weights()[row][times[line] * weights.lanes() + sources[select * weights.lanes() + lane]];
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
     * ({@code 7<1,-2} came from a line later and two lanes lower); {@code .} is idle, {@code *} as {@link #FIRST} says.
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
        if (select < 0) {
            return select == IDLE ? "." : "*";
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
        int ofRow = line * weights.rows() + row;
        mask[from] |= own[ofRow] | (brought(line, row) != 0 ? 1 : 0);
        int selectsOfLine = (row * weights.times() + times[line]) * weights.lanes();
        for (long rest = moved[ofRow]; rest != 0; rest &= rest - 1) {
            int lane = Long.numberOfTrailingZeros(rest);
            int source = sources[selects[selectsOfLine + lane] * weights.lanes() + lane];
            mask[from + source / Long.SIZE] |= 1L << source;
        }
    }

    /** Lanes of a filter that have an operand in a line. */
    public int operands(int line, int row) {
        int ofRow = line * weights.rows() + row;
        return Long.bitCount(own[ofRow] | moved[ofRow] | brought(line, row));
    }

    /** Slots of a filter that hold a weight from elsewhere. */
    public int moved(int line, int row) {
        return Long.bitCount(moved[line * weights.rows() + row]);
    }

    /** The unscheduled lines that any multiplexer brings an activation from. */
    public BitSet usedTimes() {
        var used = new BitSet(weights.times());
        for (int line = 0; line < times.length; line++) {
            long ahead = 0;
            for (int row = 0; row < weights.rows(); row++) {
                int selectsOfLine = (row * weights.times() + times[line]) * weights.lanes();
                int ofRow = line * weights.rows() + row;
                ahead |= (own[ofRow] | brought(line, row)) != 0 ? 1 : 0;
                for (long rest = moved[ofRow]; rest != 0; rest &= rest - 1) {
                    int select = selects[selectsOfLine + Long.numberOfTrailingZeros(rest)];
                    ahead |= 1L << lookahead[select - 1];
                }
            }
            for (; ahead != 0; ahead &= ahead - 1) {
                used.set(times[line] + Long.numberOfTrailingZeros(ahead));
            }
        }
        return used;
    }
}
