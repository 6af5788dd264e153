package org.imginspect.facts.advisories;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Limits;

/**
 * apt's {@code Release}, or {@code InRelease}, which holds it between a signature's lines (RFC 4880, section 7): fields, and lists of
 * {@code DIGEST SIZE PATH} below {@code SHA256:} and its kin.
 *
 * @param digests by path below the Release; the strongest of each
 * @param listsDigests whether there is a list of digests at all
 */
record ReleaseFile(String where, Map<String, String> fields, Map<String, Digests> digests, boolean listsDigests) {
    private static final int MOST_BYTES = 32 << 20;
    private static final String SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String SIGNATURE = "-----BEGIN PGP SIGNATURE-----";

    static ReleaseFile read(MetadataFile file, Limits limits) throws IOException {
        String text = new String(file.bytes(limits, MOST_BYTES), StandardCharsets.UTF_8);
        Map<String, String> fields = new HashMap<>();
        Map<String, Digests> digests = new HashMap<>();
        String field = "";
        boolean lists = false;
        for (String line : content(text.lines().toList(), file.where())) {
            if (line.isBlank()) {
                continue;
            }
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (field.equals("sha256") || field.equals("sha512")) {
                    lists = true;
                    digest(field, line.strip(), digests, file.where());
                }
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new DamagedImageException("apt: '" + line + "' is no field of a Release", file.where());
            }
            field = line.substring(0, colon).toLowerCase(Locale.ROOT);
            fields.put(field, line.substring(colon + 1).strip());
        }
        if (!fields.containsKey("suite") && !fields.containsKey("codename") && !fields.containsKey("date")) {
            throw new DamagedImageException("apt: a Release without Suite, Codename and Date", file.where());
        }
        return new ReleaseFile(file.where(), fields, digests, lists);
    }

    private static List<String> content(List<String> lines, String where) throws DamagedImageException {
        if (lines.isEmpty() || !lines.get(0).strip().equals(SIGNED)) {
            return lines;
        }
        int from = 1;
        while (from < lines.size() && !lines.get(from).isBlank()) {
            from++;
        }
        int to = from;
        while (to < lines.size() && !lines.get(to).equals(SIGNATURE)) {
            to++;
        }
        if (to == lines.size()) {
            throw new DamagedImageException("apt: the signed message has no signature", where);
        }
        // A line that begins with a dash was escaped with another and a blank.
        return lines.subList(from, to).stream()
                .map(line -> line.startsWith("- ") ? line.substring(2) : line)
                .toList();
    }

    private static void digest(String field, String line, Map<String, Digests> digests, String where)
            throws DamagedImageException {
        String[] words = line.split("\\s+", -1);
        if (words.length != 3) {
            throw new DamagedImageException("apt: '" + line + "' is no digest, size and path", where);
        }
        Digests found = Digests.of(field, words[0]).orElseThrow();
        Digests before = digests.get(words[2]);
        if (before == null || field.equals("sha512")) {
            digests.put(words[2], found);
        }
    }

    /** Empty text if there is none. */
    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    Optional<Instant> date(String name) throws DamagedImageException {
        String text = field(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(
                            text.replace("UTC", "GMT").replace("Z", "GMT"), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            throw new DamagedImageException("apt: " + name + " '" + text + "' is no date", where, e);
        }
    }

    boolean isYes(String name) {
        return field(name).equalsIgnoreCase("yes");
    }

    /** Whether what the repository holds is there for security. */
    boolean isSecurity() {
        return field("label").toLowerCase(Locale.ROOT).contains("security")
                || field("suite").endsWith("-security")
                || field("codename").endsWith("-security");
    }
}
