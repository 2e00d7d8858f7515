package bitwright.accel.gnn;

/**
 * The cores of one aggregation mesh, a row of them beside each manager. Packets go along the row first, then along the column
 * (the RTL's routers route XY), so a core in column x of a row at distance d is x + 1 + d hops from its manager, and columns − x
 * + d from the buffer manager at the other end of the manager's row.
 */
final class CoreMesh {
    private final int rows;
    private final int columns;
    private final boolean[] taken;
    private int free;

    CoreMesh(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        taken = new boolean[rows * columns];
        free = taken.length;
    }

    int free() {
        return free;
    }

    /** Takes the free cores that are nearest to a manager's row, its own row first, then by turns below and above. */
    void take(int row, int count, int[] into) {
        int found = 0;
        for (int distance = 0; found < count; distance++) {
            if (distance >= rows) {
                throw new IllegalStateException("a mesh of " + taken.length + " cores has no " + count + " free ones");
            }
            found = takeFrom(row + distance, count, into, found);
            if (distance > 0) {
                found = takeFrom(row - distance, count, into, found);
            }
        }
        free -= count;
    }

    private int takeFrom(int row, int count, int[] into, int found) {
        int next = found;
        if (row >= 0 && row < rows) {
            for (int core = row * columns; core < (row + 1) * columns && next < count; core++) {
                if (!taken[core]) {
                    taken[core] = true;
                    into[next++] = core;
                }
            }
        }
        return next;
    }

    void give(int[] cores, int count) {
        for (int i = 0; i < count; i++) {
            taken[cores[i]] = false;
        }
        free += count;
    }

    /** Hops along columns from a row to a core's. */
    int distance(int row, int core) {
        return Math.abs(core / columns - row);
    }

    int column(int core) {
        return core % columns;
    }
}
