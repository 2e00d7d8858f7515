package bitwright.workload.dnnsim;

import bitwright.workload.ContentHash;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Layout;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * DNNsim's folders as they are: {@code wgt-L.npy} and {@code act-L-0.npy} (or {@code act-L.npy}) in one, {@code
 * model.csv} or {@code trace_params.csv} and {@code precision.txt} in another or the same. Tensors are {@code
 * [1][C][X][Y]} or {@code [1][C]}, weights {@code [K][C/groups][Kx][Ky]} or {@code [K][C]}; X becomes our W and Y our
 * H, since DNNsim's windows run along X fastest.
 */
public final class DnnsimFolder {
    private DnnsimFolder() {}

    /**
     * A network.
     *
     * @param tensors the folder of {@code .npy} files
     * @param model the folder of the model's description
     * @param input which of the stored inputs
     */
    public static LayerTrace load(Path tensors, Path model, int input) throws IOException {
        var description = DnnsimModel.read(model);
        List<Path> files = new ArrayList<>(description.files());
        List<Layer> layers = new ArrayList<>();
        String previous = "input";
        for (var row : description.layers()) {
            Path activations = tensors.resolve("act-" + row.name() + "-" + input + ".npy");
            if (input == 0 && !Files.exists(activations)) {
                activations = tensors.resolve("act-" + row.name() + ".npy");
            }
            Path weights = tensors.resolve("wgt-" + row.name() + ".npy");
            layers.add(layer(row, previous, activations, weights));
            files.addAll(List.of(activations, weights));
            previous = row.name();
        }
        String name = model.toAbsolutePath().normalize().getFileName().toString();
        return new LayerTrace(
                name, "DNNsim tensors of model " + name + ", input " + input, ContentHash.begin(files), layers);
    }

    /**
     * One layer.
     *
     * @param name the layer
     * @param fullyConnected whether it is; otherwise a convolution
     * @param stride rows and columns between windows
     * @param padding rows and columns of zeros on every side
     * @param activations the activations' format
     * @param weights the weights' format
     * @param activationFile {@code [1][C][X][Y]} or {@code [1][C]}
     * @param weightFile {@code [K][C/groups][Kx][Ky]} or {@code [K][C]}
     */
    public static Layer layer(
            String name,
            boolean fullyConnected,
            int stride,
            int padding,
            FixedPoint activations,
            FixedPoint weights,
            Path activationFile,
            Path weightFile)
            throws IOException {
        var row = new DnnsimModel.Row(name, fullyConnected ? "fc" : "conv", stride, padding, activations, weights);
        return layer(row, "input", activationFile, weightFile);
    }

    private static Layer layer(DnnsimModel.Row row, String previous, Path activationFile, Path weightFile)
            throws IOException {
        NpyFile activationCodes = NpyFile.open(activationFile);
        NpyFile weightCodes = NpyFile.open(weightFile);
        int[] shape = activationCodes.shape();
        int[] weightShape = weightCodes.shape();
        boolean fullyConnected =
                row.type().isEmpty() ? weightShape.length == 2 : row.type().equals("fc");
        if (weightShape.length != 4 && !(fullyConnected && weightShape.length == 2)) {
            throw new WorkloadException(weightFile + ": " + (fullyConnected ? "fc" : "conv")
                    + " weights must be [K][C][Kx][Ky]" + (fullyConnected ? " or [K][C]" : "") + ", got shape "
                    + Arrays.toString(weightShape));
        }
        if (shape.length != 4 && !(fullyConnected && shape.length == 2) || shape[0] != 1) {
            throw new WorkloadException(activationFile + ": activations must be [1][C][X][Y]"
                    + (fullyConnected ? " or [1][C]" : "") + ", got shape " + Arrays.toString(shape));
        }
        return fullyConnected
                ? fullyConnected(row, previous, activationCodes, weightCodes)
                : convolution(row, previous, activationCodes, weightCodes);
    }

    private static Layer fullyConnected(
            DnnsimModel.Row row, String previous, NpyFile activationCodes, NpyFile weightCodes) throws IOException {
        // Rank 4 flattens as it lies: C outermost, then X, then Y.
        Tensor activations = flat(row.activations().read(activationCodes));
        int filters = weightCodes.shape()[0];
        int[] shape = {filters, Tensor.volume(weightCodes.shape()) / Math.max(1, filters)};
        if (shape[1] != activations.extent(1)) {
            throw new WorkloadException(weightCodes.path() + ": layer " + row.name() + ": weights "
                    + Arrays.toString(weightCodes.shape()) + " do not meet activations "
                    + Arrays.toString(activationCodes.shape()));
        }
        var weights = new Codes(weightCodes, row.weights(), shape, false);
        return new Layer(
                row.name(),
                Op.FULLY_CONNECTED,
                List.of(previous),
                Geometry.UNIT,
                activationOperand(row, activations),
                new Operand(encoding(row.weights(), true), weights));
    }

    private static Layer convolution(DnnsimModel.Row row, String previous, NpyFile activationCodes, NpyFile weightCodes)
            throws IOException {
        Tensor activations = Layout.NCWH.channelsLast(row.activations().read(activationCodes));
        int[] weightShape = weightCodes.shape();
        int channels = activations.extent(3);
        int groupChannels = weightShape[1];
        int groups = groupChannels == 0 ? 0 : channels / groupChannels;
        if (groups < 1 || groups * groupChannels != channels || weightShape[0] % groups != 0) {
            throw new WorkloadException(weightCodes.path() + ": layer " + row.name() + ": weights "
                    + Arrays.toString(weightShape) + " do not divide the " + channels
                    + " channels of the activations into equal groups");
        }
        var geometry = new Geometry(
                row.stride(), row.stride(), row.padding(), row.padding(), row.padding(), row.padding(), 1, 1, groups);
        int[] shape = {weightShape[0], weightShape[3], weightShape[2], groupChannels};
        if (geometry.outputHeight(activations.extent(1), shape[1]) < 1
                || geometry.outputWidth(activations.extent(2), shape[2]) < 1) {
            throw new WorkloadException(weightCodes.path() + ": layer " + row.name() + ": the kernel of weights "
                    + Arrays.toString(weightShape) + " does not fit activations "
                    + Arrays.toString(activationCodes.shape()) + " padded by " + row.padding());
        }
        boolean depthwise = groups > 1 && groupChannels == 1;
        return new Layer(
                row.name(),
                depthwise ? Op.DEPTHWISE : Op.CONV2D,
                List.of(previous),
                geometry,
                activationOperand(row, activations),
                new Operand(encoding(row.weights(), true), new Codes(weightCodes, row.weights(), shape, true)));
    }

    /** DNNsim holds activations for signed if and only if one of them is negative. */
    private static Operand activationOperand(DnnsimModel.Row row, Tensor activations) {
        int union = 0; // negative as soon as one of them is
        for (int code : activations.data()) {
            union |= code;
        }
        return new Operand(encoding(row.activations(), union < 0), TensorSource.of(activations));
    }

    private static Encoding encoding(FixedPoint format, boolean signed) {
        return new Encoding((signed ? "int" : "uint") + (format.bits() > 16 ? 32 : 16), 0, format.bits(), signed);
    }

    private static Tensor flat(Tensor tensor) {
        return new Tensor(new int[] {1, tensor.data().length}, tensor.data());
    }

    /** Codes that are read when asked for. */
    private record Codes(NpyFile file, FixedPoint format, int[] shape, boolean spatial) implements TensorSource {
        @Override
        public int[] shape() {
            return shape.clone();
        }

        @Override
        public Tensor load() throws IOException {
            Tensor codes = format.read(file);
            return spatial ? Layout.NCWH.channelsLast(codes) : new Tensor(shape.clone(), codes.data());
        }
    }
}
