package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the schemas against a validator of others' making. */
class SchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SchemaRegistry VALIDATOR =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final String RUN = """
            workload: { trace: bundle }
            memory: ideal
            energy: tables/mine.yaml
            """;

    private static boolean accepts(Map<String, Object> schema, String yaml) {
        Tree tree = YamlReader.value(yaml, new Source("test", Path.of("")), "");
        JsonNode json = JSON.readTree(Canonical.text(tree));
        return VALIDATOR
                .getSchema(JSON.<JsonNode>valueToTree(schema))
                .validate(json)
                .isEmpty();
    }

    @Test
    void theSchemasAreSchemas() {
        var meta = VALIDATOR.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(meta.validate(JSON.<JsonNode>valueToTree(Schema.run()))).isEmpty();
        assertThat(meta.validate(JSON.<JsonNode>valueToTree(Schema.sweep()))).isEmpty();
        assertThat(meta.validate(JSON.readTree("{\"type\": \"hovercraft\"}"))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "design: loom-1b",
                "designs: [loom-1b, mine/other.yaml]",
                "design: {extends: loom-1b, array: {rows: 4}}",
                "design: {family: serial-grid, name: mine, array: {rows: 4, columns: 2, tiles: 1}, "
                        + "pe: {name: bit-parallel, lanes: 16}, clockMHz: 500}",
                "design: {family: serial-grid, array: {rows: 4, columns: 2, tiles: 1}, "
                        + "pe: {name: lab.MyPe, anything: 1}, clockMHz: 500}",
                "design: loom-1b\nfidelity: closed\nseed: 3\nvalues: sampled\nlayers: a..b\nbatch: 1\nx-note: free",
            })
    void goodRunsPass(String rest) {
        assertThat(accepts(Schema.run(), RUN + rest)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed: 1",
                "design: loom-1b\ndesigns: [loom-1b]",
                "design: no-such-design",
                "design: serial-grid",
                "design: loom-1b\nfidelity: exact",
                "design: loom-1b\nseed: 1.5",
                "design: loom-1b\nbatch: -1",
                "design: loom-1b\nunknown: 1",
                "design: {family: serial-grid, array: {rows: 0, columns: 2, tiles: 1}, "
                        + "pe: {name: bit-parallel, lanes: 16}, clockMHz: 500}",
                "design: {family: serial-grid, array: {rows: 1, columns: 2, tiles: 1}, "
                        + "pe: {name: bit-parallel, lane: 16}, clockMHz: 500}",
            })
    void badRunsDoNot(String rest) {
        assertThat(accepts(Schema.run(), RUN + rest)).isFalse();
    }

    @Test
    void whatTheLibraryOffersPasses() throws IOException {
        for (String name : Library.builtIn().names(Library.Kind.RUNS)) {
            assertThat(accepts(Schema.run(), Files.readString(Library.builtIn().path(Library.Kind.RUNS, name))))
                    .as(name)
                    .isTrue();
        }
        for (String name : Library.builtIn().names(Library.Kind.SWEEPS)) {
            assertThat(accepts(
                            Schema.sweep(), Files.readString(Library.builtIn().path(Library.Kind.SWEEPS, name))))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void sweepsAreHeldAgainstTheirOwn() {
        String sweep = "base: {workload: {trace: bundle}, memory: ideal, design: loom-1b}\n"
                + "axes: {design.array.rows: [16, 32], seed: [1, 2]}\n";
        assertThat(accepts(Schema.sweep(), sweep + "where: ['seed > 1']\nsearch: grid\nobjectives: {cycles: min}"))
                .isTrue();
        assertThat(accepts(Schema.sweep(), sweep + "search: luck")).isFalse();
        assertThat(accepts(Schema.sweep(), sweep + "objectives: {cycles: low}")).isFalse();
        assertThat(accepts(Schema.sweep(), "base: {sed: 1}\naxes: {seed: [1]}")).isFalse();
    }
}
