package bitwright.cli;

import bitwright.accel.pim.InstructionList;
import bitwright.accel.pim.Mapping;
import bitwright.accel.pim.PimGpt;
import bitwright.config.ConfigReader;
import bitwright.config.DesignConfig;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright mapping}: where a transformer's matrices lie in the banks of a memory that computes. */
@Command(
        name = "mapping",
        description = "Show where a transformer's matrices lie in the banks of a run's first design, a pim-gpt, or"
                + " what a token's way through them is made of.")
final class MappingCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.yaml", description = "The run file.")
    private Path file;

    @Mixin
    private Settings settings;

    @Option(
            names = "--token",
            paramLabel = "N",
            description = "Show the instructions of the N-th token's pass, from 1, instead.")
    private Integer token;

    @Override
    public void run() {
        RunConfig config = ConfigReader.builtIn()
                .run(file, settings.settings(), settings.plugins())
                .config();
        DesignConfig design = config.designs().get(0);
        if (!(design.machine() instanceof PimGpt machine)) {
            throw new ParameterException(
                    spec.commandLine(), file + ": the first design must be a pim-gpt, " + design.name() + " is none");
        }
        if (!(config.workload() instanceof WorkloadSpec.Transformer workload)) {
            throw new ParameterException(
                    spec.commandLine(), file + ": the workload must be a transformer: { transformer: … }");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            if (token == null) {
                new Mapping(machine.memory(), workload.transformer().model()).print(out);
            } else {
                InstructionList.print(machine, workload.run(), place(workload), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // a PrintWriter throws none
        }
        out.flush();
    }

    private int place(WorkloadSpec.Transformer workload) {
        int passes = workload.run().passes();
        if (token < 1 || token > passes) {
            throw new ParameterException(
                    spec.commandLine(), "--token must be between 1 and " + passes + ", got " + token);
        }
        return token - 1;
    }
}
