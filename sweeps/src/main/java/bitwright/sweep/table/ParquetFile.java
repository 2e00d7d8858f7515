package bitwright.sweep.table;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Parquet file of a flat table: optional columns of 64-bit integers, doubles and UTF-8 texts, plain and uncompressed, one
 * page a column and row group (github.com/apache/parquet-format). A row group at a time is in memory.
 */
public final class ParquetFile implements Closeable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int ROWS_A_GROUP = 20_000;

    // Of the format's enumerations
    private static final int INT64 = 2;
    private static final int DOUBLE = 5;
    private static final int BYTE_ARRAY = 6;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int UNCOMPRESSED = 0;
    private static final int DATA_PAGE = 0;

    private final OutputStream out;
    private final List<Column> columns;
    private final List<Chunk> chunks;
    private final List<byte[]> groups = new ArrayList<>();
    private long position;
    private long rows;
    private int groupRows;

    public ParquetFile(Path file, List<Column> columns) throws IOException {
        this.columns = List.copyOf(columns);
        this.chunks = columns.stream().map(Chunk::new).toList();
        this.out = Files.newOutputStream(file);
        write(MAGIC);
    }

    /** Adds a row; an empty cell is no value. */
    public void add(List<String> row) throws IOException {
        for (int i = 0; i < chunks.size(); i++) {
            chunks.get(i).add(row.get(i));
        }
        groupRows++;
        rows++;
        if (groupRows == ROWS_A_GROUP) {
            writeGroup();
        }
    }

    /** A column's cells of the row group in the making. */
    private static final class Chunk {
        private final Column column;
        private final ByteArrayOutputStream values = new ByteArrayOutputStream();
        private final boolean[] present = new boolean[ROWS_A_GROUP];
        private int rows;

        Chunk(Column column) {
            this.column = column;
        }

        int type() {
            return switch (column.type()) {
                case WHOLE -> INT64;
                case NUMBER -> DOUBLE;
                case TEXT -> BYTE_ARRAY;
            };
        }

        void add(String cell) {
            present[rows++] = !cell.isEmpty();
            if (cell.isEmpty()) {
                return;
            }
            switch (column.type()) {
                case WHOLE ->
                    values.writeBytes(little(8).putLong(Long.parseLong(cell)).array());
                case NUMBER ->
                    values.writeBytes(
                            little(8).putDouble(Double.parseDouble(cell)).array());
                case TEXT -> {
                    byte[] text = cell.getBytes(StandardCharsets.UTF_8);
                    values.writeBytes(little(4).putInt(text.length).array());
                    values.writeBytes(text);
                }
            }
        }

        /** Which cells are there, in runs: twice the length as a variable-length number, then the level. */
        byte[] levels() {
            var runs = new ByteArrayOutputStream();
            for (int start = 0; start < rows; ) {
                int end = start;
                while (end < rows && present[end] == present[start]) {
                    end++;
                }
                int header = end - start << 1;
                while (header > 0x7f) {
                    runs.write(header & 0x7f | 0x80);
                    header >>>= 7;
                }
                runs.write(header);
                runs.write(present[start] ? 1 : 0);
                start = end;
            }
            return runs.toByteArray();
        }

        void clear() {
            values.reset();
            rows = 0;
        }
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void writeGroup() throws IOException {
        var metadata = new ArrayList<byte[]>();
        long start = position;
        for (Chunk chunk : chunks) {
            metadata.add(writeChunk(chunk));
            chunk.clear();
        }
        long size = position - start;
        int count = groupRows;
        groups.add(
                Thrift.struct(group -> group.structs(1, metadata).i64(2, size).i64(3, count)));
        groupRows = 0;
    }

    private byte[] writeChunk(Chunk chunk) throws IOException {
        byte[] levels = chunk.levels();
        byte[] values = chunk.values.toByteArray();
        int pageSize = 4 + levels.length + values.length;
        int count = chunk.rows;
        byte[] header = Thrift.struct(page -> page.i32(1, DATA_PAGE)
                .i32(2, pageSize)
                .i32(3, pageSize)
                .struct(5, data -> data.i32(1, count).i32(2, PLAIN).i32(3, RLE).i32(4, RLE)));
        long start = position;
        write(header);
        write(little(4).putInt(levels.length).array());
        write(levels);
        write(values);
        long size = position - start;
        return Thrift.struct(column -> column.i64(2, start)
                .struct(
                        3,
                        data -> data.i32(1, chunk.type())
                                .numbers(2, List.of(PLAIN, RLE))
                                .texts(3, List.of(chunk.column.name()))
                                .i32(4, UNCOMPRESSED)
                                .i64(5, count)
                                .i64(6, size)
                                .i64(7, size)
                                .i64(9, start)));
    }

    private byte[] schemaElement(Chunk chunk) {
        return Thrift.struct(element -> {
            element.i32(1, chunk.type()).i32(3, OPTIONAL).text(4, chunk.column.name());
            if (chunk.column.type() == Column.Type.TEXT) {
                element.i32(6, UTF8);
            }
        });
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    /** Writes what is left and the metadata. */
    @Override
    public void close() throws IOException {
        try (out) {
            if (groupRows > 0) {
                writeGroup();
            }
            var schema = new ArrayList<byte[]>();
            schema.add(Thrift.struct(root -> root.text(4, "points").i32(5, columns.size())));
            chunks.forEach(chunk -> schema.add(schemaElement(chunk)));
            byte[] footer = Thrift.struct(file -> file.i32(1, 1)
                    .structs(2, schema)
                    .i64(3, rows)
                    .structs(4, groups)
                    .text(6, "bitwright"));
            write(footer);
            write(little(4).putInt(footer.length).array());
            write(MAGIC);
        }
    }
}
