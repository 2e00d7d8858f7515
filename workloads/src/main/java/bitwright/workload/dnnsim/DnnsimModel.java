package bitwright.workload.dnnsim;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A DNNsim model folder: {@code model.csv} or {@code trace_params.csv}, and {@code precision.txt}.
 *
 * @param layers the layers in order
 * @param files the files that said so
 */
record DnnsimModel(List<Row> layers, List<Path> files) {
    /**
     * A layer without its tensors.
     *
     * @param type {@code conv}, {@code fc}, or empty where the file does not say and the tensors' ranks decide
     */
    record Row(String name, String type, int stride, int padding, FixedPoint activations, FixedPoint weights) {}

    static DnnsimModel read(Path folder) throws IOException {
        Path model = folder.resolve("model.csv");
        boolean modern = Files.exists(model);
        if (!modern) {
            model = folder.resolve("trace_params.csv");
        }
        if (!Files.exists(model)) {
            throw new WorkloadException(folder + ": holds neither model.csv nor trace_params.csv");
        }
        List<Row> rows = modern ? modelRows(model) : traceParameterRows(model);
        if (rows.isEmpty()) {
            throw new WorkloadException(model + ": holds no layers");
        }
        Set<String> names = new HashSet<>();
        for (Row row : rows) {
            if (!names.add(row.name)) {
                throw new WorkloadException(model + ": layer '" + row.name + "' stands twice");
            }
        }
        Path precision = folder.resolve("precision.txt");
        return new DnnsimModel(withPrecisions(rows, precision), List.of(model, precision));
    }

    private static List<Row> modelRows(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            String[] cells = line.split(line.contains(":") ? ":" : ",", -1);
            if (line.isEmpty()
                    || rows.isEmpty() && cells.length > 2 && cells[2].strip().equalsIgnoreCase("stride")) {
                continue;
            }
            String place = file + ":" + (i + 1);
            if (cells.length < 4) {
                throw new WorkloadException(place + ": expected name, type, stride, padding; got '" + line + "'");
            }
            String type = cells[1].strip().toLowerCase(Locale.ROOT);
            if (!type.equals("conv") && !type.equals("fc")) {
                throw new WorkloadException(place + ": type must be conv or fc, got '" + cells[1].strip() + "'");
            }
            rows.add(row(place, cells[0], type, cells[2], cells[3]));
        }
        return rows;
    }

    private static List<Row> traceParameterRows(Path file) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            String[] cells = line.split(",", -1);
            String place = file + ":" + (i + 1);
            if (cells.length < 7) {
                throw new WorkloadException(place
                        + ": expected name, inputs, filters, kernel x, kernel y, stride, padding; got '" + line + "'");
            }
            rows.add(row(place, cells[0], "", cells[5], cells[6]));
        }
        return rows;
    }

    private static Row row(String place, String name, String type, String stride, String padding) {
        String plain = name.strip();
        if (!plain.matches("[A-Za-z0-9._-]+")) {
            throw new WorkloadException(
                    place + ": a layer's name is part of file names and may hold letters, digits, '.', '_', '-'; got '"
                            + plain + "'");
        }
        return new Row(
                plain, type, number(place, "stride", stride, 1), number(place, "padding", padding, 0), null, null);
    }

    private static List<Row> withPrecisions(List<Row> rows, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new WorkloadException(file + ": no such file; DNNsim's precision profile is needed");
        }
        List<String> lines = lines(file);
        if (lines.size() < 5) {
            throw new WorkloadException(file + ": expected a header and four rows of ';'-separated numbers, got "
                    + lines.size() + " lines");
        }
        int[][] numbers = new int[4][];
        for (int r = 0; r < 4; r++) {
            String[] cells = lines.get(r + 1).strip().split(";");
            String place = file + ":" + (r + 2);
            if (cells.length != rows.size()) {
                throw new WorkloadException(
                        place + ": expected a number for each of " + rows.size() + " layers, got " + cells.length);
            }
            numbers[r] = new int[cells.length];
            for (int i = 0; i < cells.length; i++) {
                boolean fraction = r % 2 == 1;
                numbers[r][i] = number(place, fraction ? "fraction" : "precision", cells[i], fraction ? -64 : 1);
            }
        }
        List<Row> result = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            try {
                result.add(new Row(
                        row.name,
                        row.type,
                        row.stride,
                        row.padding,
                        new FixedPoint(numbers[0][i], numbers[1][i]),
                        new FixedPoint(numbers[2][i], numbers[3][i])));
            } catch (IllegalArgumentException e) {
                throw new WorkloadException(file + ": layer " + row.name + ": " + e.getMessage(), e);
            }
        }
        return result;
    }

    private static int number(String place, String what, String cell, int least) {
        try {
            int value = Integer.parseInt(cell.strip());
            if (value >= least) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new WorkloadException(
                place + ": " + what + " must be an integer of at least " + least + ", got '" + cell.strip() + "'");
    }

    private static List<String> lines(Path file) throws IOException {
        // ISO 8859-1 decodes any bytes; what is wrong with them is then told by line.
        return Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
