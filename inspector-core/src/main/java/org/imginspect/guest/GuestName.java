package org.imginspect.guest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A name in the guest: a directory entry's, or a link's target. Bytes, not text; compared as unsigned bytes; printed escaped. */
public final class GuestName implements Comparable<GuestName> {
    private final byte[] bytes;

    private GuestName(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A name from the bytes on disk. Copied. */
    public static GuestName of(byte[] bytes) {
        return new GuestName(bytes.clone());
    }

    /** A name from text, as UTF-8. */
    public static GuestName of(String text) {
        return new GuestName(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes, copied. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    public byte byteAt(int index) {
        return bytes[index];
    }

    /** The name as text: UTF-8, malformed parts replaced. For matching against known names only; output goes through toString. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    byte[] raw() {
        return bytes;
    }

    @Override
    public int compareTo(GuestName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GuestName that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Escaped for people: printable UTF-8 stays, a backslash is doubled, every other byte is {@code \xNN}. */
    @Override
    public String toString() {
        return GuestText.escape(bytes);
    }
}
