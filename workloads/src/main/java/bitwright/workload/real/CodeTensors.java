package bitwright.workload.real;

import bitwright.workload.Tensor;

/** Codes as the tensors that accelerators and their reference take. */
final class CodeTensors {
    private CodeTensors() {}

    /** Codes without their zero points, of the tensor or of each entry of the first axis. */
    static Tensor hardware(int[] shape, Codes codes) {
        int[] values = new int[codes.data().length];
        int row = codes.axis() < 0 || shape[0] == 0 ? values.length : values.length / shape[0];
        for (int i = 0; i < values.length; i++) {
            values[i] = codes.data()[i] - codes.zeroPoints()[row == 0 ? 0 : codes.block() > 0 ? 0 : i / row];
        }
        return new Tensor(shape, values);
    }
}
