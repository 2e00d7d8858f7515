package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LanePe.Slicing;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.ValueStat;
import bitwright.workload.WorkloadException;
import java.util.Arrays;

/**
 * Operands wider than the PE, shared between several: an activation takes neighbouring columns, a weight neighbouring
 * rows. Each PE is handed a slice of them, and the sums are shifted together.
 */
final class Composition {
    private final LanePe pe;
    private final LayerPrecision whole;
    private final int pieceBits;
    private final int activationPieces;
    private final int weightPieces;
    private final int columns;
    private final int rows;
    private final int filtersPerSet;

    Composition(LanePe pe, Array array, GridLayer layer) {
        this.pe = pe;
        whole = layer.precision();
        pieceBits = pe.operandBits();
        activationPieces = (whole.activationBits() + pieceBits - 1) / pieceBits;
        weightPieces = (whole.weightBits() + pieceBits - 1) / pieceBits;
        int ofOneCopy = array.columns() / activationPieces;
        rows = array.rows() / weightPieces;
        if (ofOneCopy == 0 || rows == 0) {
            throw new WorkloadException("layer " + layer.loaded().layer().name() + ": operands of "
                    + whole.activationBits() + " and " + whole.weightBits() + " bits need " + activationPieces
                    + " columns and " + weightPieces + " rows of " + pieceBits + "-bit PEs, the array has "
                    + array.columns() + " columns and " + array.rows() + " rows");
        }
        int ofAllTiles = rows * array.tiles();
        int copies = array.replicate() ? copies(layer, ofOneCopy, ofAllTiles) : 1;
        columns = ofOneCopy * copies;
        filtersPerSet = ofAllTiles / copies;
    }

    /** How often the rows hold all filters that run side by side, as far as there are windows for so many columns. */
    private int copies(GridLayer layer, int columns, int rows) {
        int filters = 0;
        for (Section section : Section.of(layer, pe.lanes(), rows)) {
            filters = Math.max(filters, section.filters());
        }
        return Math.max(1, Math.min(rows / filters, (layer.windows() + columns - 1) / columns));
    }

    int activationPieces() {
        return activationPieces;
    }

    int weightPieces() {
        return weightPieces;
    }

    /** Windows side by side, those of copied rows too. */
    int columns() {
        return columns;
    }

    /** Rows of a tile for whole operands: its filters side by side, unless rows are copied. */
    int rows() {
        return rows;
    }

    /** Filters side by side, over all tiles; copied rows count once. */
    int filtersPerSet() {
        return filtersPerSet;
    }

    boolean isWhole() {
        return activationPieces == 1 && weightPieces == 1;
    }

    /** The precision of what the PE of one pair of pieces is handed. */
    LayerPrecision precision(int activationPiece, int weightPiece) {
        return new LayerPrecision(
                bits(whole.activationBits(), whole.activationsSigned(), activationPiece, activationPieces),
                signed(whole.activationsSigned(), activationPiece, activationPieces),
                bits(whole.weightBits(), whole.weightsSigned(), weightPiece, weightPieces),
                signed(whole.weightsSigned(), weightPiece, weightPieces));
    }

    private boolean signed(boolean ofWhole, int piece, int pieces) {
        return ofWhole && (piece == pieces - 1 || pe.slicing() == Slicing.SIGN_MAGNITUDE);
    }

    private int bits(int total, boolean ofSigned, int piece, int pieces) {
        int field = piece == pieces - 1 ? total - piece * pieceBits : pieceBits;
        // A field of the magnitude has no room for the sign, which comes beside it.
        return ofSigned && pieces > 1 && pe.slicing() == Slicing.SIGN_MAGNITUDE ? field + 1 : field;
    }

    /** What the PE of a piece is handed of an activation. */
    int activationPiece(int value, int piece) {
        return slice(value, piece, activationPieces);
    }

    /** What the PE of a piece is handed of a weight. */
    int weightPiece(int value, int piece) {
        return slice(value, piece, weightPieces);
    }

    private int slice(int value, int piece, int pieces) {
        if (value < 0 && pe.slicing() == Slicing.SIGN_MAGNITUDE) {
            return -slice(-value, piece, pieces);
        }
        int shifted = value >> Math.min(31, piece * pieceBits);
        return piece == pieces - 1 ? shifted : shifted & (1 << pieceBits) - 1;
    }

    /** How far the sums of a pair of pieces are shifted. */
    int shift(int activationPiece, int weightPiece) {
        return (activationPiece + weightPiece) * pieceBits;
    }

    /** The cost of whole values: their widest piece decides, since all pieces of a value step together. */
    Cost cost() {
        Cost ofFirst = pe.cost(precision(0, 0));
        if (isWhole()) {
            return ofFirst;
        }
        if (ofFirst instanceof Cost.LaneProducts) {
            var ofActivations = new ValueStat[activationPieces];
            for (int piece = 0; piece < activationPieces; piece++) {
                ofActivations[piece] = ((Cost.LaneProducts) pe.cost(precision(piece, 0))).activations();
            }
            var ofWeights = new ValueStat[weightPieces];
            for (int piece = 0; piece < weightPieces; piece++) {
                ofWeights[piece] = ((Cost.LaneProducts) pe.cost(precision(0, piece))).weights();
            }
            return new Cost.LaneProducts(
                    most(ofActivations, this::activationPiece), most(ofWeights, this::weightPiece));
        }
        var activationStats = new GroupStat[activationPieces];
        for (int piece = 0; piece < activationPieces; piece++) {
            activationStats[piece] = ((Cost.Product) pe.cost(precision(piece, 0))).activations();
        }
        var weightStats = new GroupStat[weightPieces];
        for (int piece = 0; piece < weightPieces; piece++) {
            weightStats[piece] = ((Cost.Product) pe.cost(precision(0, piece))).weights();
        }
        return new Cost.Product(widest(activationStats, this::activationPiece), widest(weightStats, this::weightPiece));
    }

    private interface Cut {
        int piece(int value, int piece);
    }

    private static ValueStat most(ValueStat[] ofPieces, Cut cut) {
        return value -> {
            int most = 0;
            for (int piece = 0; piece < ofPieces.length; piece++) {
                most = Math.max(most, ofPieces[piece].of(cut.piece(value, piece)));
            }
            return most;
        };
    }

    private static GroupStat widest(GroupStat[] ofPieces, Cut cut) {
        boolean constant = true;
        int widest = 0;
        for (GroupStat stat : ofPieces) {
            constant &= stat.isConstant();
            widest = Math.max(widest, stat.of(new int[0]));
        }
        return constant ? GroupStat.constant(widest) : new WidestPiece(ofPieces, cut);
    }

    /** Every piece has a detector of its own; a summary holds what the widest of them says. */
    private record WidestPiece(GroupStat[] ofPieces, Cut cut) implements GroupStat {
        @Override
        public int summary(int[] values, int from, int count) {
            int widest = 0;
            var lanes = new int[count];
            for (int piece = 0; piece < ofPieces.length; piece++) {
                for (int lane = 0; lane < count; lane++) {
                    lanes[lane] = cut.piece(values[from + lane], piece);
                }
                widest = Math.max(widest, ofPieces[piece].of(lanes));
            }
            return widest;
        }

        @Override
        public boolean isDetected() {
            return Arrays.stream(ofPieces).anyMatch(GroupStat::isDetected);
        }
    }
}
