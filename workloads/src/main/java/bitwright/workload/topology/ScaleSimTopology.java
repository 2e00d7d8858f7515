package bitwright.workload.topology;

import bitwright.workload.Geometry;
import bitwright.workload.Op;
import bitwright.workload.WorkloadException;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * SCALE-Sim's topology CSV, read as it is: {@code name, ifmap height, ifmap width, filter height, filter width,
 * channels, filters, stride[, stride of columns]} with padding already in the ifmap and a last window that may reach over
 * its edge, or the GEMM form {@code name, M, N,
 * K}. A trailing comma, a header and blank rows are allowed.
 */
public final class ScaleSimTopology {
    private static final int MOST = 1 << 30;

    private ScaleSimTopology() {}

    public static List<ShapeLayer> read(Path file) throws IOException {
        List<ShapeLayer> layers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean headerAllowed = true;
        // ISO 8859-1 decodes any bytes; what is wrong with them is then told by line.
        try (var csv = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (CsvRecord record : csv) {
                List<String> cells = cells(record);
                String place = file + ":" + record.getStartingLineNumber();
                if (cells.isEmpty()) {
                    continue;
                }
                if (headerAllowed && cells.size() > 1 && !isNumber(cells.get(1))) {
                    headerAllowed = false;
                    continue;
                }
                headerAllowed = false;
                ShapeLayer layer = layer(place, cells);
                if (!names.add(layer.name())) {
                    throw new WorkloadException(place + ": layer '" + layer.name() + "' stands twice");
                }
                layers.add(layer);
            }
        } catch (CsvParseException e) {
            throw new WorkloadException(file + ": is not CSV: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
        if (layers.isEmpty()) {
            throw new WorkloadException(file + ": holds no layers");
        }
        return layers;
    }

    /** The cells without spaces and without empty ones at the end, which trailing commas leave. */
    private static List<String> cells(CsvRecord record) {
        List<String> cells =
                new ArrayList<>(record.getFields().stream().map(String::strip).toList());
        while (!cells.isEmpty() && cells.get(cells.size() - 1).isEmpty()) {
            cells.remove(cells.size() - 1);
        }
        return cells;
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[+-]?[0-9].*");
    }

    private static ShapeLayer layer(String place, List<String> cells) {
        String name = cells.get(0);
        if (name.isEmpty()) {
            throw new WorkloadException(place + ": the layer's name is missing");
        }
        if (cells.size() == 4) {
            int m = number(place, cells, 1, "M");
            int n = number(place, cells, 2, "N");
            int k = number(place, cells, 3, "K");
            return new ShapeLayer(name, Op.MATMUL, Geometry.UNIT, new int[] {1, m, 1, k}, new int[] {n, 1, 1, k});
        }
        if (cells.size() < 8) {
            throw new WorkloadException(place + ": expected name, ifmap height, ifmap width, filter height, filter "
                    + "width, channels, filters, stride, or name, M, N, K; got " + cells.size() + " cells");
        }
        int height = number(place, cells, 1, "ifmap height");
        int width = number(place, cells, 2, "ifmap width");
        int kernelHeight = number(place, cells, 3, "filter height");
        int kernelWidth = number(place, cells, 4, "filter width");
        int channels = number(place, cells, 5, "channels");
        int filters = number(place, cells, 6, "filters");
        int stride = number(place, cells, 7, "stride");
        int columnStride = cells.size() > 8 && cells.get(8).matches("[0-9]+")
                ? number(place, cells, 8, "stride of columns")
                : stride;
        if (kernelHeight > height || kernelWidth > width) {
            throw new WorkloadException(place + ": layer " + name + ": the filter [" + kernelHeight + ", " + kernelWidth
                    + "] does not fit the ifmap [" + height + ", " + width + "]");
        }
        var geometry = new Geometry(
                stride,
                columnStride,
                0,
                overhang(height, kernelHeight, stride),
                0,
                overhang(width, kernelWidth, columnStride),
                1,
                1,
                1);
        return new ShapeLayer(name, Op.CONV2D, geometry, new int[] {1, height, width, channels}, new int[] {
            filters, kernelHeight, kernelWidth, channels
        });
    }

    /** SCALE-Sim rounds the number of windows up: the last one reaches so far over the edge. */
    private static int overhang(int extent, int kernel, int stride) {
        int rest = (extent - kernel) % stride;
        return rest == 0 ? 0 : stride - rest;
    }

    private static int number(String place, List<String> cells, int index, String what) {
        String cell = cells.get(index);
        try {
            int value = Integer.parseInt(cell);
            if (value >= 1 && value <= MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new WorkloadException(
                place + ": " + what + " must be an integer between 1 and " + MOST + ", got '" + cell + "'");
    }
}
