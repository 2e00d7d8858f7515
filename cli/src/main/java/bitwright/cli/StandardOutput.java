package bitwright.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/** Standard output that remembers why it could not be written, which no writer on top of it tells. */
final class StandardOutput extends FilterOutputStream {
    private IOException failure;

    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    StandardOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Says so if something was lost; a reader that has seen enough, as {@code head} has, loses nothing. */
    boolean failed(PrintWriter err) {
        if (failure == null || String.valueOf(failure.getMessage()).contains("Broken pipe")) {
            return false;
        }
        err.println("standard output cannot be written: " + failure.getMessage());
        err.flush();
        return true;
    }
}
