package org.imginspect.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;

/** A host file, opened for reading and nothing else. */
public final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final long size;
    private final String description;

    private FileSource(FileChannel channel, long size, String description) {
        this.channel = channel;
        this.size = size;
        this.description = description;
    }

    /**
     * Opens a regular file. Its size is taken once: bytes that are appended later are not seen.
     *
     * @throws ImageReadException if there is no such file, it is no regular file, or it may not be read
     */
    public static FileSource open(Path file) throws ImageException {
        Path fileName = file.getFileName();
        String name = fileName == null ? file.toString() : fileName.toString();
        try {
            if (Files.isDirectory(file)) {
                throw new ImageReadException("is a directory, not a disk image", file.toString());
            }
            // Opening a FIFO would block for ever, so the kind is looked at first.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new ImageReadException(
                        "is no regular file; only image files are read, not devices or pipes", file.toString());
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FileSource(channel, channel.size(), name);
        } catch (NoSuchFileException e) {
            throw new ImageReadException("no such file", file.toString(), e);
        } catch (AccessDeniedException e) {
            throw new ImageReadException("permission denied: the file cannot be read by this user", file.toString(), e);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("cannot be opened: " + e.getMessage(), file.toString(), e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        SliceSource.checkRange(this, position, length);
        ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
        try {
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, position + length - buffer.remaining());
                if (count < 0) {
                    throw new ImageReadException("the file became shorter while it was read", description);
                }
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("read error: " + e.getMessage(), description, e);
        }
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() throws ImageException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ImageReadException("cannot be closed: " + e.getMessage(), description, e);
        }
    }
}
