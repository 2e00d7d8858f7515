package bitwright.benchmarks.workload;

import bitwright.workload.Tensor;
import bitwright.workload.inference.IntegerInference;
import bitwright.workload.inference.Rounding;
import bitwright.workload.tflite.ModelInputs;
import bitwright.workload.tflite.TfliteImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long integer inference takes, from a cold JVM.
 *
 * <p>{@code java -cp 'benchmarks/target/classes:benchmarks/target/lib/*'
 * bitwright.benchmarks.workload.InferenceTime MODEL.tflite INPUTS THREADS}
 */
public final class InferenceTime {
    private InferenceTime() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int inputs = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[2]);
        long begin = System.nanoTime();
        var network = TfliteImporter.read(Path.of(arguments[0])).network();
        var inference = new IntegerInference(network, Rounding.DOUBLE);
        var executor = Executors.newFixedThreadPool(threads);
        List<Future<Integer>> outputs = new ArrayList<>();
        for (int n = 0; n < inputs; n++) {
            Tensor input = ModelInputs.synthetic(network.input().orElseThrow(), 1, n);
            outputs.add(executor.submit(() -> inference.run(input).output().data()[0]));
        }
        long sum = 0;
        for (Future<Integer> output : outputs) {
            sum += output.get();
        }
        executor.shutdown();
        System.out.printf(
                Locale.ROOT,
                "%d inputs on %d threads: %.2f s (sum of first outputs %d)%n",
                inputs,
                threads,
                (System.nanoTime() - begin) / 1e9,
                sum);
    }
}
