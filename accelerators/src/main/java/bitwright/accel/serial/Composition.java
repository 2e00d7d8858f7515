package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.ValueStat;
import bitwright.workload.WorkloadException;

/**
 * Operands wider than the PE, cut into pieces of its width: an activation takes several neighbouring columns, a weight
 * several rows, and their products are shifted together. All but the highest piece are unsigned.
 */
final class Composition {
    private final LayerPrecision whole;
    private final int pieceBits;
    private final int activationPieces;
    private final int weightPieces;
    private final int columns;
    private final int rows;

    Composition(LanePe pe, Array array, GridLayer layer) {
        whole = layer.precision();
        pieceBits = pe.operandBits();
        activationPieces = (whole.activationBits() + pieceBits - 1) / pieceBits;
        weightPieces = (whole.weightBits() + pieceBits - 1) / pieceBits;
        columns = array.columns() / activationPieces;
        rows = array.rows() / weightPieces;
        if (columns == 0 || rows == 0) {
            throw new WorkloadException("layer " + layer.loaded().layer().name() + ": operands of "
                    + whole.activationBits()
                    + " and " + whole.weightBits() + " bits need " + activationPieces + " columns and " + weightPieces
                    + " rows of " + pieceBits + "-bit PEs, the array has " + array.columns() + " columns and "
                    + array.rows() + " rows");
        }
    }

    int activationPieces() {
        return activationPieces;
    }

    int weightPieces() {
        return weightPieces;
    }

    /** Windows side by side. */
    int columns() {
        return columns;
    }

    /** Filters side by side in a tile. */
    int rows() {
        return rows;
    }

    /** The precision that the PE of one pair of pieces works at. */
    LayerPrecision precision(int activationPiece, int weightPiece) {
        return new LayerPrecision(
                bits(whole.activationBits(), activationPiece, activationPieces),
                whole.activationsSigned() && activationPiece == activationPieces - 1,
                bits(whole.weightBits(), weightPiece, weightPieces),
                whole.weightsSigned() && weightPiece == weightPieces - 1);
    }

    private int bits(int total, int piece, int pieces) {
        return piece == pieces - 1 ? total - piece * pieceBits : pieceBits;
    }

    int activationPiece(int value, int piece) {
        return piece(value, piece, activationPieces);
    }

    int weightPiece(int value, int piece) {
        return piece(value, piece, weightPieces);
    }

    private int piece(int value, int piece, int pieces) {
        int shifted = value >> Math.min(31, piece * pieceBits);
        return piece == pieces - 1 ? shifted : shifted & (1 << pieceBits) - 1;
    }

    int shift(int activationPiece, int weightPiece) {
        return (activationPiece + weightPiece) * pieceBits;
    }

    boolean isWhole() {
        return activationPieces == 1 && weightPieces == 1;
    }

    /** The cost of whole values: their widest piece decides, since all pieces of a value step together. */
    Cost cost(LanePe pe) {
        if (isWhole()) {
            return pe.cost(whole);
        }
        var activationStats = new ValueStat[activationPieces];
        for (int piece = 0; piece < activationPieces; piece++) {
            activationStats[piece] = pe.cost(precision(piece, 0)).activationStat();
        }
        var weightStats = new ValueStat[weightPieces];
        for (int piece = 0; piece < weightPieces; piece++) {
            weightStats[piece] = pe.cost(precision(0, piece)).weightStat();
        }
        return new Cost(largest(activationStats, true), largest(weightStats, false));
    }

    private ValueStat largest(ValueStat[] ofPieces, boolean ofActivations) {
        boolean constant = true;
        for (ValueStat stat : ofPieces) {
            constant &= stat.isConstant();
        }
        ValueStat largest = value -> {
            int max = 0;
            for (int piece = 0; piece < ofPieces.length; piece++) {
                int part = ofActivations ? activationPiece(value, piece) : weightPiece(value, piece);
                max = Math.max(max, ofPieces[piece].of(part));
            }
            return max;
        };
        return constant ? ValueStat.constant(largest.of(0)) : largest;
    }
}
