package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamReader;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Limits;

/**
 * {@code repodata/repomd.xml}: what other files a repository of rpm packages has, by kind.
 *
 * @param date of the youngest of them, or of the revision where they have none
 */
record RepomdFile(String where, Map<String, Data> data, Optional<Instant> date) {
    /**
     * @param path from the repository's directory: {@code repodata/0123-primary.xml.gz}
     * @param digest of the file as it lies there; empty if it has none that is believed
     */
    record Data(String path, Optional<Digests> digest) {}

    /** Seconds since 1970 that no repository is younger than: the year 2200. */
    private static final long LATEST = 7_258_118_400L;

    static RepomdFile read(MetadataFile file, Limits limits) throws IOException {
        Map<String, Data> data = new LinkedHashMap<>();
        long[] date = {0};
        try (InputStream in = file.content(limits)) {
            XmlReader.read(in, file.where(), new XmlReader.Visitor() {
                private String kind = "";
                private String path = "";
                private String algorithm = "";
                private Optional<Digests> digest = Optional.empty();

                @Override
                public void begin(String name, XMLStreamReader reader) {
                    switch (name) {
                        case "data" -> {
                            kind = attribute(reader, "type");
                            path = "";
                            digest = Optional.empty();
                        }
                        case "location" -> path = attribute(reader, "href");
                        case "checksum" -> algorithm = attribute(reader, "type");
                        default -> {
                            // Sizes and the digests of what is inside.
                        }
                    }
                }

                @Override
                public void end(String name, String text) {
                    switch (name) {
                        case "checksum" -> digest = Digests.of(algorithm, text);
                        case "timestamp", "revision" -> date[0] = Math.max(date[0], seconds(text));
                        case "data" -> data.put(kind, new Data(path, digest));
                        default -> {
                            // As above.
                        }
                    }
                }
            });
        }
        if (data.isEmpty()) {
            throw new DamagedImageException("repomd: it lists no file", file.where());
        }
        return new RepomdFile(
                file.where(), data, date[0] == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(date[0])));
    }

    static String attribute(XMLStreamReader reader, String name) {
        String value = reader.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    /** 0 if it is no number of seconds; revisions need not be. */
    private static long seconds(String text) {
        int dot = text.indexOf('.');
        String whole = dot < 0 ? text : text.substring(0, dot);
        if (whole.isEmpty() || whole.length() > 12) {
            return 0;
        }
        long value = 0;
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value > LATEST ? 0 : value;
    }
}
