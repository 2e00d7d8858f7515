package bitwright.conformance.mixpe;

import bitwright.accel.mixed.FusionArray;
import bitwright.accel.mixed.Loop;
import bitwright.accel.mixed.Nest;
import bitwright.accel.mixed.Problem;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.GoldenDataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer of a network on a design as the simulator has it.
 *
 * @param design its name there
 * @param count how often the network has it
 * @param machine ours, of the library, under its costing
 * @param nest the tiling and the order of loops that it chose
 */
record GoldenRow(
        String design, String network, int count, FusionArray machine, Problem problem, Nest nest, CsvTable.Row row) {
    private static final Pattern TILE = Pattern.compile("'(\\w+)/\\w+': \\((\\d+); (\\d+)\\)");
    private static final Map<String, Loop> LOOPS = Map.of(
            "B", Loop.BATCH,
            "OW", Loop.OUTPUT_WIDTH,
            "OH", Loop.OUTPUT_HEIGHT,
            "IC", Loop.INPUT_CHANNELS,
            "OC", Loop.OUTPUT_CHANNELS);

    static GoldenRow of(Path file, CsvTable.Row row, Map<String, FusionArray> machines) {
        String design = row.text("design");
        var machine = machines.computeIfAbsent(design, name -> machine(file, name));
        var problem = new Problem(
                row.integer("K"),
                row.integer("O"),
                row.integer("S"),
                row.integer("IC"),
                row.integer("OC"),
                row.integer("B"),
                row.integer("iprec"),
                row.integer("wprec"));
        return new GoldenRow(design, row.text("network"), row.integer("count"), machine, problem, nest(file, row), row);
    }

    private static FusionArray machine(Path file, String design) {
        String name = design.startsWith("mixpe") ? design.replace('_', '-') : "mixpe-" + design;
        if (!Library.builtIn().names(Library.Kind.DESIGNS).contains(name)) {
            throw new GoldenDataException(file + ": the library has no design " + name + " for " + design);
        }
        var path = Library.builtIn().path(Library.Kind.DESIGNS, name);
        return (FusionArray) ConfigReader.builtIn()
                .design(path, List.of(Setting.parse("compat=mixpe-paper")), List.of())
                .machine();
    }

    private static Nest nest(Path file, CsvTable.Row row) {
        var tile = new EnumMap<Loop, Integer>(Loop.class);
        Matcher tiles = TILE.matcher(row.text("tiling"));
        while (tiles.find()) {
            tile.put(loop(file, tiles.group(1)), Integer.valueOf(tiles.group(3)));
        }
        var order = new ArrayList<Loop>();
        for (String loop : row.text("order").split(" ")) {
            order.add(loop(file, loop.substring(0, loop.indexOf('/'))));
        }
        return new Nest(tile, order);
    }

    private static Loop loop(Path file, String name) {
        Loop loop = LOOPS.get(name);
        if (loop == null) {
            throw new GoldenDataException(file + ": there is no loop " + name);
        }
        return loop;
    }

    String name() {
        return design + " " + network + " " + row.text("type") + " " + problem.inputChannels() + "x"
                + problem.outputChannels() + " at " + problem.weightBits() + " bits";
    }
}
