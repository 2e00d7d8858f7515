package bitwright.workload.bundle;

import bitwright.workload.Batch;
import bitwright.workload.Layout;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.synthetic.SyntheticTensor;
import java.util.Arrays;
import java.util.Optional;

/** Codes of seeded values: made in the bundle's layout, turned into ours, the zero point put on. */
record SyntheticCodes(SyntheticTensor values, Layout layout, Optional<Batch> rows, int[] shape, int zeroPoint)
        implements TensorSource {

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor load() {
        int[] data = layout.channelsLast(values.load()).data();
        if (rows.isPresent()) {
            int row = data.length / values.shape()[0];
            data = Arrays.copyOfRange(
                    data, rows.get().first() * row, (rows.get().last() + 1) * row);
        }
        for (int i = 0; zeroPoint != 0 && i < data.length; i++) {
            data[i] += zeroPoint;
        }
        return new Tensor(shape.clone(), data);
    }
}
