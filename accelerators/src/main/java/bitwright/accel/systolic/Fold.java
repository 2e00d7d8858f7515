package bitwright.accel.systolic;

/**
 * One filling of the array: the tile that lies across it, and what streams past.
 *
 * @param index from 0
 * @param group of the layer
 * @param firstRow first index of what lies across the rows (an output position, or a place in K)
 * @param rows rows with work, at most the array's
 * @param firstColumn first index of what lies across the columns (a filter, or an output position)
 * @param columns columns with work
 * @param activationPiece which part of composed activations is multiplied, the lowest first; 0 where they are whole
 * @param weightPiece likewise
 * @param start cycle, from the layer's start, in which the fold's first operand stands in a register
 * @param cycles until the next fold may start
 */
public record Fold(
        long index,
        int group,
        int firstRow,
        int rows,
        int firstColumn,
        int columns,
        int activationPiece,
        int weightPiece,
        long start,
        long cycles) {}
