package bitwright.workload.bundle;

import bitwright.workload.Batch;
import bitwright.workload.Encoding;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layout;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Codes in a bundle's file, checked at loading against what the bundle says of them.
 *
 * @param layer for messages
 * @param file the file, in the bundle's layout
 * @param rows the entries of the first axis that are wanted; all where empty
 * @param layout the file's order of axes
 * @param shape the shape as loaded
 * @param encoding what the codes mean; those outside are an error
 */
record StoredCodes(String layer, NpyFile file, Optional<Batch> rows, Layout layout, int[] shape, Encoding encoding)
        implements TensorSource {
    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor load() throws IOException {
        Tensor codes =
                rows.isPresent() ? file.readRows(rows.get().first(), rows.get().size(), true) : file.readTensor(true);
        int[] data = layout.channelsLast(codes).data();
        check(data);
        return new Tensor(shape.clone(), data);
    }

    private void check(int[] codes) {
        IntegerFormat format = IntegerFormat.of(encoding.format());
        int zeroPoint = encoding.zeroPoint();
        int bits = encoding.precisionBits();
        long least = encoding.signed() ? zeroPoint - (1L << bits - 1) : zeroPoint;
        long largest = zeroPoint + (1L << (encoding.signed() ? bits - 1 : bits)) - 1;
        int low = (int) Math.max(format.least(), least);
        int high = (int) Math.min(format.largest(), largest);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < low || codes[i] > high) {
                throw new WorkloadException(file.path() + ": layer " + layer + ": code at "
                        + Arrays.toString(index(i)) + " must be between " + low + " and " + high + " ("
                        + encoding.format() + ", zero point " + zeroPoint + ", " + bits + " bits), got " + codes[i]);
            }
        }
    }

    private int[] index(int place) {
        int[] index = new int[shape.length];
        int rest = place;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return index;
    }
}
