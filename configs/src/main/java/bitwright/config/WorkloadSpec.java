package bitwright.config;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.workload.language.TokenTrace;
import bitwright.workload.transformer.TransformerRun;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a run's workload comes from. The first key of each form tells them apart; a plain word is a library name. */
public sealed interface WorkloadSpec {
    static WorkloadSpec of(String name) {
        try {
            Library.builtIn().path(Library.Kind.WORKLOADS, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; a folder is written { trace: DIR }");
        }
        return new Named(name);
    }

    @Doc("A workload that comes with Bitwright.")
    record Named(@Doc("Its name in the library.") String name) implements WorkloadSpec {
        public Named {
            try {
                Library.builtIn().path(Library.Kind.WORKLOADS, name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("name " + e.getMessage());
            }
        }

        /** The folder of its trace bundle, inside the library. */
        public Path bundle() {
            return Library.builtIn().path(Library.Kind.WORKLOADS, name);
        }
    }

    @Doc("A trace bundle.")
    record Trace(@Doc("The folder that holds trace.yaml.") Path trace) implements WorkloadSpec {
        public Trace {
            Check.that(
                    Files.isRegularFile(trace.resolve("trace.yaml")),
                    "trace",
                    "must be a folder with a trace.yaml in it, got " + trace);
        }
    }

    @Doc("A language model of the library reading a prompt and writing on: the layers of a phase, token by token.")
    record Written(
            @Doc("The model: a workload of the library with a network.yaml, such as tiny-gpt.")
            String writer,

            @Doc("The text it is given, of characters that the model knows.")
            String prompt,

            @Doc("Characters that it writes, each the likeliest in real numbers.")
            @Range(min = 1, max = 1 << 20)
            @Default("1")
            int tokens,

            @Doc("prefill, the whole prompt at once, or generation, one pass a written character.")
            TokenTrace.Phase phase,

            @Doc("Bits of weights, keys and values.") @Range(min = 2, max = 16) @Default("8")
            int weightBits,

            @Doc("Bits of activations.") @Range(min = 2, max = 16) @Default("8")
            int activationBits)
            implements WorkloadSpec {
        public Written {
            Check.ranges(Written.class, writer, prompt, tokens, phase, weightBits, activationBits);
            Check.that(!prompt.isEmpty(), "prompt", "must have a character at least");
            var library = Library.builtIn();
            var known = library.names(Library.Kind.WORKLOADS).stream()
                    .filter(name -> Files.isRegularFile(
                            library.path(Library.Kind.WORKLOADS, name).resolve("network.yaml")))
                    .toList();
            Check.that(
                    known.contains(writer),
                    "writer",
                    "must be a language model of the library, got '" + writer + "'; there is "
                            + String.join(", ", known));
        }

        /** The folder of the model, inside the library. */
        public Path folder() {
            return Library.builtIn().path(Library.Kind.WORKLOADS, writer);
        }
    }

    @Doc("Tensors and a model as DNNsim keeps them.")
    record DnnSim(
            @Doc("The folder of wgt-L.npy and act-L-0.npy.") Path dnnsim,

            @Doc("The folder of model.csv or trace_params.csv and precision.txt.")
            Path model)
            implements WorkloadSpec {
        public DnnSim {
            Check.that(Files.isDirectory(dnnsim), "dnnsim", "must be a folder, got " + dnnsim);
            Check.that(Files.isDirectory(model), "model", "must be a folder, got " + model);
        }
    }

    @Doc("Layer shapes as SCALE-Sim writes them, with synthetic values.")
    record Topology(
            @Doc("The CSV file.") Path topology,
            @Doc("What the operands look like.") Synthetic synthetic) implements WorkloadSpec {
        public Topology {
            Check.that(Files.isRegularFile(topology), "topology", "must be a CSV file, got " + topology);
        }
    }

    @Doc("A transformer that reads a prompt and generates tokens.")
    record Transformer(
            @Doc("A name in the library, or a mapping of dimensions.")
            TransformerConfig transformer,

            @Doc("Tokens that are given, a start token if nothing else.") @Range(min = 1, max = 1 << 24) @Default("1")
            int promptTokens,

            @Doc("Tokens to generate.") @Range(min = 1, max = 1 << 24)
            int generatedTokens)
            implements WorkloadSpec {
        public Transformer {
            Check.ranges(Transformer.class, transformer, promptTokens, generatedTokens);
            run(transformer, promptTokens, generatedTokens);
        }

        private static TransformerRun run(TransformerConfig transformer, int promptTokens, int generatedTokens) {
            return new TransformerRun(transformer.name(), transformer.model(), promptTokens, generatedTokens);
        }

        /** What a machine runs. */
        public TransformerRun run() {
            return run(transformer, promptTokens, generatedTokens);
        }
    }
}
