package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/**
 * Paragraphs of {@code Field: value}, as apt's {@code Packages} (50 MB for Debian) has them; {@code X:value} in Alpine's APKINDEX. Only the
 * begin of each line is kept, so that memory does not depend on the file.
 */
final class PackagesIndex {
    /** Longest begin of a line that is looked at; names, versions and architectures are shorter. */
    private static final int LINE_BYTES = 1024;

    private static final int BLOCK_BYTES = 64 * 1024;

    /** Shown each package. */
    @FunctionalInterface
    interface Visitor {
        void visit(String name, String version, String architecture) throws ImageException;
    }

    private final InputStream in;
    private final String where;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final byte[] line = new byte[LINE_BYTES];
    private int length;
    private int at;

    private PackagesIndex(InputStream in, String where) {
        this.in = in;
        this.where = where;
    }

    /** apt's. */
    static void read(InputStream in, String where, Visitor visitor) throws IOException {
        new PackagesIndex(in, where).paragraphs("Package:", "Version:", "Architecture:", visitor);
    }

    /** Alpine's. */
    static void readApk(InputStream in, String where, Visitor visitor) throws IOException {
        new PackagesIndex(in, where).paragraphs("P:", "V:", "A:", visitor);
    }

    private void paragraphs(String nameField, String versionField, String architectureField, Visitor visitor)
            throws IOException {
        String name = "";
        String version = "";
        String architecture = "";
        boolean any = false;
        long number = 0;
        while (true) {
            int count = nextLine();
            number++;
            if (count <= 0) {
                if (any) {
                    if (name.isEmpty() || version.isEmpty()) {
                        throw new DamagedImageException(
                                "index of packages: the paragraph that ends at line " + number
                                        + " has no name or version",
                                where);
                    }
                    visitor.visit(name, version, architecture);
                    name = "";
                    version = "";
                    architecture = "";
                    any = false;
                }
                if (count < 0) {
                    return;
                }
                continue;
            }
            any = true;
            if (starts(nameField, count)) {
                name = value(nameField, count);
            } else if (starts(versionField, count)) {
                version = value(versionField, count);
            } else if (starts(architectureField, count)) {
                architecture = value(architectureField, count);
            } else if (number == 1 && !isField(count)) {
                throw new DamagedImageException("index of packages: its first line is no field", where);
            }
        }
    }

    /** How many bytes of the next line were kept, 0 for an empty one, -1 at the end. */
    private int nextLine() throws IOException {
        int count = 0;
        boolean any = false;
        while (true) {
            if (at == length) {
                length = in.read(block, 0, block.length);
                at = 0;
                if (length <= 0) {
                    length = 0;
                    return any ? count : -1;
                }
            }
            any = true;
            int from = at;
            while (at < length && block[at] != '\n') {
                at++;
            }
            int kept = Math.min(at - from, LINE_BYTES - count);
            System.arraycopy(block, from, line, count, kept);
            count += kept;
            if (at < length) {
                at++;
                return count > 0 && line[count - 1] == '\r' ? count - 1 : count;
            }
        }
    }

    private boolean starts(String field, int count) {
        if (count < field.length()) {
            return false;
        }
        for (int i = 0; i < field.length(); i++) {
            int c = line[i];
            char wanted = field.charAt(i);
            // apt compares the names of fields without case; Alpine's are single letters that differ by it.
            if (c != wanted && (field.length() == 2 || (c | 0x20) != (wanted | 0x20))) {
                return false;
            }
        }
        return true;
    }

    private boolean isField(int count) {
        for (int i = 1; i < count; i++) {
            if (line[i] == ':') {
                return true;
            }
        }
        return false;
    }

    private String value(String field, int count) {
        return new String(line, field.length(), count - field.length(), StandardCharsets.UTF_8).strip();
    }
}
