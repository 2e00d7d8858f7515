package bitwright.conformance.reproduce;

import bitwright.accel.serial.SerialGrid;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.bundle.TraceBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The library's networks and designs, as the papers' studies need them. */
final class Zoo {
    /** The networks of the Stripes and Pragmatic papers (16-bit, profiled precisions). */
    static final List<String> SIX = List.of("alexnet", "nin", "googlenet", "vgg-s", "vgg-m", "vgg-19");

    /** 8-bit networks. */
    static final List<String> EIGHT_BIT = List.of("resnet-18", "resnet-50-v1.5", "mobilenet-v1", "squeezenet-1.1");

    private Zoo() {}

    /** A network's layers but the fully connected ones. */
    static List<Layer> convolutions(String network) {
        return layers(network).stream()
                .filter(layer -> !layer.isFullyConnected())
                .toList();
    }

    /** All of a network's layers. */
    static List<Layer> layers(String network) {
        try {
            return TraceBundle.load(Library.builtIn().path(Library.Kind.WORKLOADS, network))
                    .layers();
        } catch (IOException e) {
            throw new UncheckedIOException("the library's workload " + network + " cannot be read", e);
        }
    }

    /** A design of the library with settings such as {@code pe.firstStageBits=4}. */
    static SerialGrid design(String name, String... settings) {
        var path = Library.builtIn().path(Library.Kind.DESIGNS, name);
        var parsed = Stream.of(settings).map(Setting::parse).toList();
        return (SerialGrid)
                ConfigReader.builtIn().design(path, parsed, List.of()).machine();
    }

    /** The layer with its operands made once, for several designs. */
    static Layer inMemory(Layer layer) {
        return with(layer, load(layer.activations()), load(layer.weights()));
    }

    /** The layer with that many percent of its weights zero, the smallest of them; of equally small ones the first. */
    static Layer pruned(Layer layer, int percent) {
        Tensor weights = load(layer.weights());
        int[] values = weights.data().clone();
        int[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
        int zeros = (int) ((long) values.length * percent / 100);
        int limit = zeros == 0 ? 0 : sizes[zeros - 1];
        long ofLimit = zeros - Arrays.stream(sizes).filter(size -> size < limit).count();
        for (int i = 0; i < values.length; i++) {
            int size = Math.abs(values[i]);
            if (size < limit || size == limit && ofLimit-- > 0) {
                values[i] = 0;
            }
        }
        return with(layer, load(layer.activations()), new Tensor(weights.shape(), values));
    }

    /** An operand's values, made now. */
    static Tensor load(Operand operand) {
        try {
            return operand.source().load();
        } catch (IOException e) {
            throw new UncheckedIOException("the library cannot be read", e);
        }
    }

    /** The layer with nothing but zeros: enough where time depends on shapes and precisions alone. */
    static Layer blank(Layer layer) {
        return with(layer, zeros(layer.activations()), zeros(layer.weights()));
    }

    private static Tensor zeros(Operand operand) {
        int[] shape = operand.source().shape();
        return new Tensor(shape, new int[Tensor.volume(shape)]);
    }

    private static Layer with(Layer layer, Tensor activations, Tensor weights) {
        return new Layer(
                layer.name(),
                layer.op(),
                layer.inputs(),
                layer.geometry(),
                new Operand(layer.activations().encoding(), TensorSource.of(activations)),
                new Operand(layer.weights().encoding(), TensorSource.of(weights)));
    }
}
