package bitwright.accel.serial;

import bitwright.accel.number.FormatPe;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.pe.LanePe;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.workload.Encoding;
import bitwright.workload.Tensor;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * What a layer's operands take in the memories, and what packing and unpacking them spends.
 *
 * <p>Activations were packed by whoever wrote them; that is charged here, where their values are known. Weights are packed
 * before the network runs. A tensor that packing would enlarge, such as depthwise weights with one channel a filter, stays
 * as it is.
 */
final class Storage {
    /** Packed operands move in words of this width. */
    private static final int WORD_BITS = 64;

    private final Compression compression;
    private final Stored activations;
    private final Stored weights;
    private final LongUnaryOperator outputs;

    /**
     * A tensor in memory.
     *
     * @param bits all of it
     * @param bitsEach a value that is not packed
     * @param precisionBits a value once unpacked
     * @param groups groups that it is packed in; 0 where it is not packed
     */
    private record Stored(long values, long bits, int bitsEach, int precisionBits, long groups) {
        static Stored of(Tensor tensor, Encoding encoding, int bitsEach, Compression compression) {
            long values = tensor.data().length;
            if (compression.packs()) {
                var codec = compression.codec(encoding);
                var sizes = codec.sizes(tensor);
                long packed = codec.bits(sizes);
                if (packed < values * bitsEach) {
                    return new Stored(values, packed, bitsEach, encoding.precisionBits(), sizes.groups());
                }
            }
            return new Stored(values, values * bitsEach, bitsEach, encoding.precisionBits(), 0);
        }

        /** Weights as a scheduler has laid them out, each with its select; they are not packed. */
        static Stored scheduled(long slots, int bitsEach, Encoding encoding) {
            return new Stored(slots, slots * bitsEach, bitsEach, encoding.precisionBits(), 0);
        }

        /** Values of a format; blocks of it have their scales beside them. */
        static Stored of(Tensor tensor, OperandFormat format) {
            long values = tensor.data().length;
            return new Stored(values, format.storageBits(values), format.bits(), format.bits(), 0);
        }

        /** Bits of that many values that are not packed. */
        long plainBits(long count) {
            return isPacked() || bits == values * bitsEach ? count * bitsEach : (long) Math.ceil(count * meanBits());
        }

        boolean isPacked() {
            return groups > 0;
        }

        double meanBits() {
            return (double) bits / Math.max(1, values);
        }

        /** Bits of that many values as they are packed, at what one takes in the mean over the tensor. */
        long packedBits(long reads) {
            return isPacked() ? (long) Math.ceil(reads * meanBits()) : plainBits(reads);
        }
    }

    Storage(Compression compression, LanePe pe, GridLayer work, GridTiming timing) {
        this.compression = compression;
        var loaded = work.loaded();
        var layer = loaded.layer();
        var precision = work.precision();
        if (pe instanceof FormatPe format) {
            activations = Stored.of(loaded.activations(), format.arithmetic().activations());
            weights = Stored.of(loaded.weights(), format.arithmetic().weights());
            outputs = format.arithmetic().activations()::storageBits;
            return;
        }
        activations = Stored.of(
                loaded.activations(), layer.activations().encoding(), pe.activationStorageBits(precision), compression);
        outputs = values -> values * activationBitsEach();
        int weightBits = pe.weightStorageBits(precision);
        long values = loaded.weights().data().length;
        long slots = timing.storedWeights(values);
        weights = timing.bitsBesideWeight() == 0 && slots == values
                ? Stored.of(loaded.weights(), layer.weights().encoding(), weightBits, compression)
                : Stored.scheduled(
                        slots,
                        weightBits + timing.bitsBesideWeight(),
                        layer.weights().encoding());
    }

    /** Bits that leave the activation buffer when that many values are read; packed ones at the tensor's mean width. */
    long activationBits(long reads) {
        return compression.onChip() ? activations.packedBits(reads) : activations.plainBits(reads);
    }

    /** The same of the weight buffer. */
    long weightBits(long reads) {
        return compression.onChip() ? weights.packedBits(reads) : weights.plainBits(reads);
    }

    /** Bits of all activations off chip. */
    long activationsOffChip() {
        return activations.bits;
    }

    /** Bits of all weights off chip. */
    long weightsOffChip() {
        return weights.bits;
    }

    /** Bits of all activations in their buffer. */
    long activationsHeld() {
        return activationBits(activations.values);
    }

    /** Bits of all weights in their buffer. */
    long weightsHeld() {
        return weightBits(weights.values);
    }

    /** Bits of an activation that is not packed; of an output as well, which is about to become one. */
    int activationBitsEach() {
        return activations.bitsEach;
    }

    /** Bits of that many outputs, which are about to become activations; not packed. */
    long outputBits(long values) {
        return outputs.applyAsLong(values);
    }

    /** Bits of a weight that is not packed. */
    int weightBitsEach() {
        return weights.bitsEach;
    }

    /** Counts what the packer and the unpackers do. */
    void charge(Ledger ledger, long activationReads, long weightReads) {
        if (activations.isPacked()) {
            pack(ledger, activations);
            unpack(ledger, activations, compression.onChip() ? activationReads : activations.values);
        }
        if (weights.isPacked()) {
            unpack(ledger, weights, compression.onChip() ? weightReads : weights.values);
        }
    }

    /**
     * A detector (a tree of ORs over the group, a leading-one detector), a test for zero where there are maps, a shift of
     * each value to its place, a register for the word that fills.
     */
    private void pack(Ledger ledger, Stored tensor) {
        int width = tensor.precisionBits;
        ledger.count("codec", new Action("or", width), tensor.groups * (compression.group() - 1));
        ledger.count("codec", new Action("compare", width), tensor.groups);
        ledger.count("codec", new Action("compare", width), compression.zeroMap() ? tensor.values : 0);
        ledger.count("codec", new Action("shift", width), tensor.values);
        ledger.count("codec", new Action("register.write", WORD_BITS), words(tensor.bits));
    }

    /** A register for each word that comes, a shift of each value to its place, a register for it. */
    private void unpack(Ledger ledger, Stored tensor, long values) {
        ledger.count("codec", new Action("register.write", WORD_BITS), words(tensor.packedBits(values)));
        ledger.count("codec", new Action("shift", tensor.precisionBits), values);
        ledger.count("codec", new Action("register.write", tensor.precisionBits), values);
    }

    private static long words(long bits) {
        return (bits + WORD_BITS - 1) / WORD_BITS;
    }

    /** Adds what a value takes off chip in the mean. */
    void describe(Map<String, Double> statistics) {
        if (compression.packs()) {
            statistics.put("storedActivationBitsMean", activations.meanBits());
            statistics.put("storedWeightBitsMean", weights.meanBits());
        }
    }
}
