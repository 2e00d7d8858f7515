package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipException;

/** Reads a text file of numbers byte by byte: lines of fields between blanks, commas or semicolons. Allocates for messages only. */
final class LineScanner implements Closeable {
    private static final int SHOWN = 40;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long line = 1;

    LineScanner(Path file) throws IOException {
        this.file = file;
        this.in = ArrayFile.open(file);
    }

    /** The next byte, or −1 at the end of the file; it stays the next. */
    private int peek() throws IOException {
        if (position == limit) {
            try {
                limit = Math.max(in.read(buffer), 0);
            } catch (ZipException | EOFException e) {
                throw ArrayFile.broken(file, e);
            }
            position = 0;
        }
        return position == limit ? -1 : buffer[position] & 0xFF;
    }

    private static boolean separates(int c) {
        return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\r';
    }

    /** Moves to the next line that holds something; false at the end of the file. Lines that start with a mark are left out. */
    boolean nextLine(String commentMarks) throws IOException {
        while (true) {
            skipSeparators();
            int c = peek();
            if (c < 0) {
                return false;
            }
            if (c == '\n') {
                position++;
                line++;
            } else if (commentMarks.indexOf(c) >= 0) {
                skipLine();
            } else {
                return true;
            }
        }
    }

    /** Leaves the rest of the line out. */
    void skipLine() throws IOException {
        for (int c = peek(); c >= 0; c = peek()) {
            position++;
            if (c == '\n') {
                line++;
                return;
            }
        }
    }

    /** The rest of the line as text, at most 4096 characters, which must be ASCII; ends the line. */
    String restOfLine() throws IOException {
        var text = new StringBuilder();
        for (int c = peek(); c >= 0 && c != '\n'; c = peek()) {
            if (text.length() == 4096) {
                throw problem("the line is longer than 4096 characters");
            }
            text.append((char) c);
            position++;
        }
        skipLine();
        return text.toString().strip();
    }

    private void skipSeparators() throws IOException {
        while (separates(peek())) {
            position++;
        }
    }

    /** Whether the line has another field. */
    boolean hasField() throws IOException {
        skipSeparators();
        int c = peek();
        return c >= 0 && c != '\n';
    }

    /**
     * The next field as a whole number of 0 to 2^31 − 1.
     *
     * @param what the field is, for messages
     */
    int number(String what) throws IOException {
        if (!hasField()) {
            throw problem(what + " is missing");
        }
        long value = 0;
        int c = peek();
        int digits = 0;
        while (c >= '0' && c <= '9' && value <= Integer.MAX_VALUE) {
            value = value * 10 + c - '0';
            digits++;
            position++;
            c = peek();
        }
        boolean ends = c < 0 || c == '\n' || separates(c);
        if (digits == 0 || !ends || value > Integer.MAX_VALUE) {
            String read = digits == 0 ? "" : Long.toString(value);
            throw problem(what + " must be a whole number between 0 and " + Integer.MAX_VALUE + ", got '" + read
                    + restOfField() + "'");
        }
        return (int) value;
    }

    /** Leaves one field out. */
    void skipField() throws IOException {
        skipSeparators();
        for (int c = peek(); c >= 0 && c != '\n' && !separates(c); c = peek()) {
            position++;
        }
    }

    /** The rest of a field that is wrong, shortened. */
    private String restOfField() throws IOException {
        var bytes = new byte[SHOWN];
        int size = 0;
        for (int c = peek(); c >= 0 && c != '\n' && !separates(c) && size < SHOWN; c = peek()) {
            bytes[size++] = (byte) (c >= ' ' && c < 127 ? c : '?');
            position++;
        }
        return new String(bytes, 0, size, StandardCharsets.US_ASCII) + (size == SHOWN ? "…" : "");
    }

    /** Requires that the line has no further field, and moves behind it. */
    void endLine(String rule) throws IOException {
        if (hasField()) {
            throw problem(rule + ", got one more: '" + restOfField() + "'");
        }
        skipLine();
    }

    /** A problem in the present line. */
    WorkloadException problem(String text) {
        return new WorkloadException(file + ":" + line + ": " + text);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
