package bitwright.sweep.store;

import bitwright.sweep.point.SweepException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One process's right to a store. The operating system takes it back when the process ends, however it ends. */
final class StoreLock implements AutoCloseable {
    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Throws {@link SweepException} naming the process that holds the lock. */
    static StoreLock of(Path store) throws IOException {
        Path file = file(store);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new SweepException(store + ": another sweep is writing there (process "
                    + (holder.isEmpty() ? "unknown" : holder) + "); wait for it, or choose another folder with -o");
        }
        var holder = StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
        channel.truncate(0);
        write(channel, holder);
        return new StoreLock(channel);
    }

    private static void write(FileChannel channel, ByteBuffer text) throws IOException {
        while (text.hasRemaining()) {
            channel.write(text);
        }
    }

    /** Whether some process is writing to the store. */
    static boolean isHeld(Path store) throws IOException {
        Path file = file(store);
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                lock.release();
            }
            return lock == null;
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static Path file(Path store) {
        return store.resolveSibling(store.getFileName() + ".lock");
    }

    /** The lock's file stays: whoever removed it could remove one that another process has just taken. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
