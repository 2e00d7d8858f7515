package bitwright.report;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyReport;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.Identity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.Series;
import bitwright.sim.result.ValueCheck;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code run.json}: the results of one run in full, {@code {schemaVersion, runs, warnings}}. The same results give the
 * same bytes. Objects named {@code derived} hold sums and ratios for the reader's convenience; reading ignores them.
 */
public final class ResultsJson {
    /** The file's name in a result directory. */
    public static final String FILE = "run.json";

    private static final String DERIVED = "derived";
    private static final String SERIES = "series";
    private static final Pattern LIBRARY_JARGON =
            Pattern.compile(" \\(start marker at .*| \\(set [^)]*\\)| \\(index \\d+\\)|; `[^`]*` enabled|`");

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The JDK's own algorithm changed between versions; this one writes the shortest form on all.
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addMixIn(LayerResult.class, Curves.class)
            .build();

    /** Layers without curves do not mention them. */
    private interface Curves {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<Series> series();
    }

    private ResultsJson() {}

    /** Gets the JSON library ready to write, for a caller who can do that beside other work. */
    public static void prepare() {
        var identity = new Identity("", "", "", "", "", "", "", 0, Fidelity.STEP, "", "", "", 1, 1);
        var layer = new LayerResult(
                "",
                "",
                0,
                0,
                Cycles.ZERO,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                EnergyReport.EMPTY,
                ValueCheck.proven(0),
                Map.of());
        write(List.of(new RunResult(identity, List.of(layer))), List.of());
    }

    /** The document, ending in a line feed. */
    public static String write(List<RunResult> runs, List<String> warnings) {
        return text(document(runs, warnings));
    }

    /**
     * The document of all runs of a comparison, under each of its energy tables, and what they come to: {@code
     * comparison}, an entry a workload. Reading takes the runs.
     */
    public static String write(Comparison comparison) {
        var runs = new ArrayList<RunResult>();
        for (Section section : comparison.sections()) {
            if (section.pricings().isEmpty()) {
                section.entries().forEach(entry -> runs.add(entry.run()));
            }
            section.pricings().forEach(pricing -> pricing.entries().forEach(entry -> runs.add(entry.run())));
        }
        ObjectNode document = document(runs, comparison.warnings());
        document.set("comparison", ComparisonJson.node(comparison, MAPPER));
        return text(document);
    }

    private static ObjectNode document(List<RunResult> runs, List<String> warnings) {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("schemaVersion", RunResult.SCHEMA_VERSION);
        ArrayNode list = document.putArray("runs");
        for (RunResult run : runs) {
            list.add(node(run));
        }
        ArrayNode texts = document.putArray("warnings");
        warnings.forEach(texts::add);
        return document;
    }

    private static String text(ObjectNode document) {
        var indent = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indent)
                .withArrayIndenter(indent);
        return MAPPER.writer().with(printer).writeValueAsString(document) + "\n";
    }

    private static ObjectNode node(RunResult run) {
        ObjectNode node = MAPPER.valueToTree(run);
        for (int i = 0; i < run.layers().size(); i++) {
            LayerResult layer = run.layers().get(i);
            ((ObjectNode) node.get("layers").get(i))
                    .putObject(DERIVED)
                    .put("totalCycles", layer.cycles().total())
                    .put("utilisation", layer.utilisation())
                    .put("energyPj", layer.energy().totalPj())
                    .put("lowConfidenceShare", layer.energy().lowConfidenceShare());
        }
        long cycles = run.totalCycles().total();
        node.putObject(DERIVED)
                .put("totalCycles", cycles)
                .put("milliseconds", run.milliseconds())
                .put("macs", run.macs())
                .put("idealCycles", run.idealCycles())
                .put("utilisation", cycles == 0 ? 0 : (double) run.idealCycles() / cycles)
                .put("energyPj", run.totalEnergy().totalPj())
                .put("lowConfidenceShare", run.totalEnergy().lowConfidenceShare())
                .put("valuesPassed", run.valuesPassed());
        return node;
    }

    /** The runs of a file, at least one. Throws {@link ReportException} naming the file and what is wrong with it. */
    public static List<RunResult> read(Path file) {
        try {
            return read(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException e) {
            throw new ReportException(file + ": there is no such file; a result directory holds " + FILE, e);
        } catch (IOException e) {
            throw new ReportException(file + ": cannot be read: " + e, e);
        }
    }

    static List<RunResult> read(String text, String file) {
        JsonNode document;
        try {
            document = MAPPER.readTree(text);
        } catch (JacksonException e) {
            var at = e.getLocation();
            String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new ReportException(file + place + ": is not valid JSON: " + reason(e), e);
        }
        if (!document.path("runs").isArray() || !document.path("schemaVersion").isInt()) {
            throw new ReportException(file + ": is not a result file: it needs schemaVersion and runs");
        }
        int version = document.get("schemaVersion").asInt();
        if (version != RunResult.SCHEMA_VERSION) {
            throw new ReportException(file + ": schemaVersion must be " + RunResult.SCHEMA_VERSION + ", got " + version
                    + "; run the experiment again, or read it with the version of Bitwright that wrote it");
        }
        if (document.get("runs").isEmpty()) {
            throw new ReportException(file + ": holds no runs");
        }
        var runs = new ArrayList<RunResult>();
        for (int i = 0; i < document.get("runs").size(); i++) {
            runs.add(run(document.get("runs").get(i), file + ": runs[" + i + "]"));
        }
        return List.copyOf(runs);
    }

    /** Results can be priced again by their counts of actions. */
    private static void requireActions(RunResult run, String place) {
        for (int i = 0; i < run.layers().size(); i++) {
            String layer = place + ".layers[" + i + "].componentActions.";
            run.layers()
                    .get(i)
                    .componentActions()
                    .forEach((component, actions) -> actions.forEach((action, count) -> {
                        if (count < 0) {
                            throw new ReportException(
                                    layer + component + "." + action + ": must not be negative, got " + count);
                        }
                        try {
                            Action.of(action);
                        } catch (IllegalArgumentException e) {
                            throw new ReportException(layer + component + ": " + e.getMessage(), e);
                        }
                    }));
        }
    }

    /** What the library says of a document, without its own options and places, which help nobody who wrote the document. */
    private static String reason(JacksonException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("is wrong");
        return LIBRARY_JARGON.matcher(first).replaceAll("");
    }

    private static RunResult run(JsonNode node, String place) {
        if (node instanceof ObjectNode run) {
            run.remove(DERIVED);
            for (JsonNode layer : run.path("layers")) {
                if (layer instanceof ObjectNode object) {
                    object.remove(DERIVED);
                    if (!object.has(SERIES)) {
                        object.putArray(SERIES);
                    }
                }
            }
        }
        RunResult run;
        try {
            run = MAPPER.treeToValue(node, RunResult.class);
        } catch (JacksonException e) {
            var path = new StringBuilder(place);
            e.getPath()
                    .forEach(step -> path.append(
                            step.getPropertyName() == null
                                    ? "[" + step.getIndex() + "]"
                                    : "." + step.getPropertyName()));
            throw new ReportException(path + ": " + reason(e), e);
        }
        if (run != null) {
            requireActions(run, place);
        }
        if (run == null || run.schemaVersion() != RunResult.SCHEMA_VERSION) {
            throw new ReportException(place + ".schemaVersion: must be " + RunResult.SCHEMA_VERSION + ", got "
                    + (run == null ? "nothing" : run.schemaVersion()));
        }
        return run;
    }
}
