package org.imginspect.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;

/**
 * A buffered stream from which {@link Decoders#member} takes exactly one compressed member: the first byte behind the member is the
 * next one that is read here. For files that chain archives, such as an initramfs. Not for several threads.
 */
public final class MemberInput extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final InputStream in;
    private final String where;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;
    private long consumed;
    private boolean ended;

    /**
     * @param in the bytes; closed with this stream
     * @param where the path to name if it cannot be read
     */
    public MemberInput(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    /** How many bytes have been taken out so far. */
    public long position() {
        return consumed;
    }

    /** Up to {@code count} of the next bytes (at most 4096) without taking them; fewer only at the end. */
    public byte[] peek(int count) throws ImageException {
        if (count > 4096) {
            throw new IllegalArgumentException("cannot look " + count + " bytes ahead, only 4096");
        }
        while (to - from < count && !ended) {
            more();
        }
        return Arrays.copyOfRange(buffer, from, from + Math.min(count, to - from));
    }

    /** Takes zero bytes until another one or the end comes, and tells how many they were. */
    public long skipZeros() throws ImageException {
        long before = consumed;
        while (available(1)) {
            int start = from;
            while (from < to && buffer[from] == 0) {
                from++;
            }
            consumed += from - start;
            if (from < to) {
                break;
            }
        }
        return consumed - before;
    }

    @Override
    public int read() throws ImageException {
        if (from == to && !available(1)) {
            return -1;
        }
        consumed++;
        return buffer[from++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!available(1)) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, count);
        take(count);
        return count;
    }

    @Override
    public int available() {
        return to - from;
    }

    @Override
    public void close() throws ImageException {
        try {
            in.close();
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("cannot be closed: " + e.getMessage(), where, e);
        }
    }

    /** Whether at least {@code count} bytes could be brought into the buffer. */
    boolean available(int count) throws ImageException {
        while (to - from < count && !ended) {
            more();
        }
        return to - from >= count;
    }

    byte[] buffer() {
        return buffer;
    }

    int bufferOffset() {
        return from;
    }

    void take(int count) {
        from += count;
        consumed += count;
    }

    private void more() throws ImageException {
        if (from == to) {
            from = 0;
            to = 0;
        } else if (to == buffer.length) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        try {
            int count = in.read(buffer, to, buffer.length - to);
            if (count < 0) {
                ended = true;
            } else {
                to += count;
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException("read error: " + e.getMessage(), where, e);
        }
    }
}
