package org.imginspect.facts.secrets;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/** Text in UTF-16 as bytes, a character each; what is beyond U+00FF is a byte that no rule looks for. The source is not closed. */
final class Utf16Source implements ByteSource {
    private static final int CHUNK = 1 << 15;
    private static final byte OTHER = 0x1a;
    private static final int LOOK = 64;

    private final ByteSource source;
    private final boolean bigEndian;
    private final int markBytes;
    private final byte[] chunk = new byte[CHUNK];

    private Utf16Source(ByteSource source, boolean bigEndian, int markBytes) {
        this.source = source;
        this.bigEndian = bigEndian;
        this.markBytes = markBytes;
    }

    /** Whether these first bytes of a file are UTF-16: a byte order mark, or Latin text without one. */
    static boolean is(byte[] head, int count) {
        return mark(head, count) || isLatin(head, count, 0) || isLatin(head, count, 1);
    }

    static Utf16Source of(ByteSource source, byte[] head, int count) {
        boolean marked = mark(head, count);
        boolean big = marked ? (head[0] & 0xff) == 0xfe : isLatin(head, count, 0);
        return new Utf16Source(source, big, marked ? 2 : 0);
    }

    private static boolean mark(byte[] head, int count) {
        return count >= 4
                && (((head[0] & 0xff) == 0xff && (head[1] & 0xff) == 0xfe && (head[2] != 0 || head[3] != 0))
                        || ((head[0] & 0xff) == 0xfe && (head[1] & 0xff) == 0xff));
    }

    /** Whether every second byte, from {@code zero} on, is 0, and the others are text. */
    private static boolean isLatin(byte[] head, int count, int zero) {
        if (count < LOOK) {
            return false;
        }
        for (int i = 0; i < LOOK; i += 2) {
            int c = head[i + 1 - zero];
            if (head[i + zero] != 0 || (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long size() {
        return (source.size() - markBytes) / 2;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        int done = 0;
        while (done < length) {
            int characters = Math.min(CHUNK / 2, length - done);
            source.readFully(markBytes + 2 * (position + done), chunk, 0, 2 * characters);
            for (int i = 0; i < characters; i++) {
                byte high = chunk[2 * i + (bigEndian ? 0 : 1)];
                byte low = chunk[2 * i + (bigEndian ? 1 : 0)];
                into[offset + done + i] = high == 0 ? low : OTHER;
            }
            done += characters;
        }
    }

    @Override
    public String describe() {
        return source.describe();
    }

    @Override
    public void close() {}
}
