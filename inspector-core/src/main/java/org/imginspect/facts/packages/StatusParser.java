package org.imginspect.facts.packages;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** Parses stanzas of deb-control(5) from bytes, keeping only the few fields that matter. */
final class StatusParser {
    private static final byte[] PACKAGE = "package".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOURCE = "source".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ARCHITECTURE = "architecture".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "version".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAINTAINER = "maintainer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONFFILES = "conffiles".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OBSOLETE = " obsolete".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REMOVE = " remove-on-upgrade".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, Packages.Entry> packages = new LinkedHashMap<>();
    private final LongSet conffiles = new LongSet();
    private final @Nullable WantedPaths wanted;
    private final Map<String, String> wantedDigests = new HashMap<>();

    /** @param wanted configuration whose digests are to be kept, or null */
    StatusParser(@Nullable WantedPaths wanted) {
        this.wanted = wanted;
    }

    /** MD5 of the wanted configuration, by path, one character a byte. */
    Map<String, String> wantedDigests() {
        return wantedDigests;
    }

    /** By {@code name:architecture}; of two stanzas for one package the later stands. */
    Map<String, Packages.Entry> packages() {
        return packages;
    }

    LongSet conffiles() {
        return conffiles;
    }

    /**
     * @param withoutStatus the state of a package whose stanza has no Status field; null if each must have one
     * @throws DamagedImageException if a stanza names no package, or no state that dpkg knows
     */
    void parse(byte[] text, GuestPath file, Packages.@Nullable State withoutStatus) throws DamagedImageException {
        int at = 0;
        int line = 0;
        while (at < text.length) {
            String name = null;
            String architecture = "";
            String version = "";
            String maintainer = "";
            String source = "";
            boolean held = false;
            Packages.State state = withoutStatus;
            boolean inConffiles = false;
            boolean any = false;
            int first = line + 1;
            while (at < text.length) {
                int end = lineEnd(text, at);
                int from = at;
                at = end + 1;
                line++;
                if (end == from) {
                    break;
                }
                any = true;
                byte lead = text[from];
                if (lead == ' ' || lead == '\t') {
                    if (inConffiles) {
                        conffile(text, from + 1, end);
                    }
                    continue;
                }
                inConffiles = false;
                switch (lead | 0x20) {
                    case 'p' -> name = is(PACKAGE, text, from, end) ? value(text, from, end) : name;
                    case 'a' ->
                        architecture = is(ARCHITECTURE, text, from, end) ? value(text, from, end) : architecture;
                    case 'v' -> version = is(VERSION, text, from, end) ? value(text, from, end) : version;
                    case 'm' -> maintainer = is(MAINTAINER, text, from, end) ? value(text, from, end) : maintainer;
                    case 'c' -> inConffiles = is(CONFFILES, text, from, end);
                    case 's' -> {
                        source = is(SOURCE, text, from, end) ? value(text, from, end) : source;
                        if (is(STATUS, text, from, end)) {
                            String status = value(text, from, end);
                            state = state(status, file, line);
                            held = status.startsWith("hold ");
                        }
                    }
                    default -> {
                        // A field that nobody here asks for.
                    }
                }
            }
            if (!any) {
                continue;
            }
            if (name == null || name.isEmpty()) {
                throw new DamagedImageException("dpkg: stanza at line " + first + " names no package", file.toString());
            }
            if (state == null) {
                throw new DamagedImageException("dpkg: stanza at line " + first + " has no status", file.toString());
            }
            packages.put(
                    name + ":" + architecture,
                    new Packages.Entry(
                            name,
                            architecture,
                            PackageVersion.parse(version),
                            state,
                            held,
                            maintainer,
                            Optional.empty(),
                            Optional.empty(),
                            source(source, name, version),
                            ""));
        }
    }

    /** {@code NAME} or {@code NAME (VERSION)}; without it the source is called as the package. */
    private static Packages.Source source(String field, String name, String version) {
        if (field.isEmpty()) {
            return new Packages.Source(name, version);
        }
        int open = field.indexOf('(');
        return open < 0 || !field.endsWith(")")
                ? new Packages.Source(field, version)
                : new Packages.Source(
                        field.substring(0, open).strip(),
                        field.substring(open + 1, field.length() - 1).strip());
    }

    private static int lineEnd(byte[] text, int from) {
        int i = from;
        while (i < text.length && text[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Field names are compared without case, as dpkg does. */
    private static boolean is(byte[] field, byte[] text, int from, int end) {
        if (end - from <= field.length || text[from + field.length] != ':') {
            return false;
        }
        for (int i = 0; i < field.length; i++) {
            if ((text[from + i] | 0x20) != field[i]) {
                return false;
            }
        }
        return true;
    }

    private static String value(byte[] text, int from, int end) {
        int start = from;
        while (text[start] != ':') {
            start++;
        }
        return new String(text, start + 1, end - start - 1, StandardCharsets.UTF_8).strip();
    }

    /** {@code install ok installed}: the third word. */
    private static Packages.State state(String status, GuestPath file, int line) throws DamagedImageException {
        String word = status.substring(status.lastIndexOf(' ') + 1);
        for (Packages.State state : Packages.State.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new DamagedImageException(
                "dpkg: state '" + word + "' at line " + line + " is none of dpkg's", file.toString());
    }

    /** {@code PATH MD5 [obsolete] [remove-on-upgrade]}: a path may hold spaces, so it is cut from the end. */
    private void conffile(byte[] text, int from, int lineEnd) {
        int end = lineEnd;
        boolean cut = true;
        while (cut) {
            cut = false;
            for (byte[] flag : new byte[][] {OBSOLETE, REMOVE}) {
                if (endsWith(text, from, end, flag)) {
                    end -= flag.length;
                    cut = true;
                }
            }
        }
        int space = end - 1;
        while (space > from && text[space] != ' ') {
            space--;
        }
        if (space > from && text[from] == '/') {
            long hash = PathHash.of(text, from, space);
            conffiles.add(hash);
            if (wanted != null && wanted.mayContain(hash)) {
                wantedDigests.put(
                        new String(text, from, space - from, StandardCharsets.ISO_8859_1),
                        new String(text, space + 1, end - space - 1, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static boolean endsWith(byte[] text, int from, int end, byte[] flag) {
        if (end - from < flag.length) {
            return false;
        }
        for (int i = 0; i < flag.length; i++) {
            if (text[end - flag.length + i] != flag[i]) {
                return false;
            }
        }
        return true;
    }
}
