package org.imginspect.guest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An absolute path in the guest: bytes, normalised (no empty part, no {@code .}, no {@code ..}, no slash at the end but the root's).
 * Never a host path: there is no way from here to {@code java.nio.file.Path}.
 */
public final class GuestPath implements Comparable<GuestPath> {
    /** The root directory. */
    public static final GuestPath ROOT = new GuestPath(new byte[] {'/'});

    private final byte[] bytes;
    private int hash;

    private GuestPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A path from text such as {@code /etc/fstab}. Normalised as text, so {@code /a/../b} is {@code /b} even if {@code a} is a link.
     *
     * @throws IllegalArgumentException if it does not begin with a slash or holds a NUL
     */
    public static GuestPath of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** See {@link #of(String)}. */
    public static GuestPath of(byte[] text) {
        if (text.length == 0 || text[0] != '/') {
            throw new IllegalArgumentException("guest path '" + GuestText.escape(text) + "' does not begin with /");
        }
        GuestPath path = ROOT;
        for (byte[] part : split(text)) {
            path = path.step(part);
        }
        return path;
    }

    /** The parts of a path or link target between its slashes, empty parts left out. */
    static List<byte[]> split(byte[] text) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length; i++) {
            if (i == text.length || text[i] == '/') {
                if (i > from) {
                    parts.add(Arrays.copyOfRange(text, from, i));
                }
                from = i + 1;
            }
        }
        return parts;
    }

    private GuestPath step(byte[] part) {
        if (part.length == 1 && part[0] == '.') {
            return this;
        }
        if (part.length == 2 && part[0] == '.' && part[1] == '.') {
            return parent().orElse(this);
        }
        return child(part);
    }

    private GuestPath child(byte[] name) {
        for (byte b : name) {
            if (b == 0 || b == '/') {
                throw new IllegalArgumentException("a guest name holds a NUL or a slash: " + GuestText.escape(name));
            }
        }
        byte[] joined;
        if (isRoot()) {
            joined = new byte[1 + name.length];
            joined[0] = '/';
            System.arraycopy(name, 0, joined, 1, name.length);
        } else {
            joined = Arrays.copyOf(bytes, bytes.length + 1 + name.length);
            joined[bytes.length] = '/';
            System.arraycopy(name, 0, joined, bytes.length + 1, name.length);
        }
        return new GuestPath(joined);
    }

    /**
     * The entry {@code name} of this directory.
     *
     * @throws IllegalArgumentException if it is empty, {@code .} or {@code ..}, or holds a slash or a NUL
     */
    public GuestPath resolve(GuestName name) {
        byte[] raw = name.raw();
        if (raw.length == 0 || (raw[0] == '.' && (raw.length == 1 || (raw.length == 2 && raw[1] == '.')))) {
            throw new IllegalArgumentException("'" + name + "' is no name of a directory entry");
        }
        return child(raw);
    }

    /** This path and {@code relative} below it: {@code a/b}; {@code ..} goes up as text. */
    public GuestPath resolve(String relative) {
        GuestPath path = this;
        for (byte[] part : split(relative.getBytes(StandardCharsets.UTF_8))) {
            path = path.step(part);
        }
        return path;
    }

    public boolean isRoot() {
        return bytes.length == 1;
    }

    /** The directory it lies in; empty for the root. */
    public Optional<GuestPath> parent() {
        if (isRoot()) {
            return Optional.empty();
        }
        int slash = lastSlash();
        return Optional.of(slash == 0 ? ROOT : new GuestPath(Arrays.copyOf(bytes, slash)));
    }

    /** The last part; of the root an empty name. */
    public GuestName name() {
        return GuestName.of(Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length));
    }

    /** The parts from the root down; none for the root. */
    public List<GuestName> names() {
        return split(bytes).stream().map(GuestName::of).toList();
    }

    /** Whether this is {@code ancestor} or lies below it. */
    public boolean startsWith(GuestPath ancestor) {
        if (ancestor.isRoot()) {
            return true;
        }
        int length = ancestor.bytes.length;
        return bytes.length >= length
                && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)
                && (bytes.length == length || bytes[length] == '/');
    }

    /**
     * This path as seen from {@code ancestor}: {@code /boot/grub} relative to {@code /boot} is {@code /grub}.
     *
     * @throws IllegalArgumentException if it does not lie there
     */
    public GuestPath below(GuestPath ancestor) {
        if (!startsWith(ancestor)) {
            throw new IllegalArgumentException(this + " does not lie below " + ancestor);
        }
        if (ancestor.isRoot()) {
            return this;
        }
        return bytes.length == ancestor.bytes.length
                ? ROOT
                : new GuestPath(Arrays.copyOfRange(bytes, ancestor.bytes.length, bytes.length));
    }

    /** {@code relative}, itself an absolute path, put below this one: the inverse of {@link #below}. */
    public GuestPath append(GuestPath relative) {
        if (isRoot()) {
            return relative;
        }
        if (relative.isRoot()) {
            return this;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream(bytes.length + relative.bytes.length);
        joined.writeBytes(bytes);
        joined.writeBytes(relative.bytes);
        return new GuestPath(joined.toByteArray());
    }

    /** The bytes, copied. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The path as text: UTF-8, malformed parts replaced. For matching against known paths only; output goes through toString. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int lastSlash() {
        int i = bytes.length - 1;
        while (bytes[i] != '/') {
            i--;
        }
        return i;
    }

    @Override
    public int compareTo(GuestPath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GuestPath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(bytes);
        }
        return hash;
    }

    /** Escaped for people: printable UTF-8 stays, a backslash is doubled, every other byte is {@code \xNN}. */
    @Override
    public String toString() {
        return GuestText.escape(bytes);
    }
}
