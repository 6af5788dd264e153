package org.imginspect.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.guest.GuestPath;
import tools.jackson.core.JsonGenerator;

/**
 * The artifacts of a SARIF run: the images, and nested in them the files of the guest that have findings. The reference of a nested
 * one begins with its image's: GitHub looks at nothing else, and neither it nor an editor may take the guest's {@code /etc/fstab} for
 * a file of the repository or of the machine that shows the report.
 */
final class SarifLocations {
    private static final String ROOT = "%SRCROOT%";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    /** @param parent the index of the image; -1 of an image itself */
    private record Artifact(String uri, int parent) {}

    private final List<Artifact> artifacts = new ArrayList<>();
    private final Map<Artifact, Integer> indexes = new LinkedHashMap<>();

    SarifLocations(List<String> images) {
        for (String image : images) {
            index(new Artifact(encode(image.getBytes(StandardCharsets.UTF_8)), -1));
        }
    }

    /** The index of a file's artifact, or of the image's own. */
    int index(int image, Optional<GuestPath> file) {
        if (file.isEmpty()) {
            return image;
        }
        String path = encode(file.get().toBytes());
        return index(new Artifact(artifacts.get(image).uri + path, image));
    }

    /** How many characters a location takes in the report, at most. */
    long length(int image, Optional<GuestPath> file) {
        long path = file.isEmpty() ? 0 : 3L * file.get().toBytes().length;
        return artifacts.get(image).uri.length() + path;
    }

    private int index(Artifact artifact) {
        return indexes.computeIfAbsent(artifact, added -> {
            artifacts.add(added);
            return artifacts.size() - 1;
        });
    }

    /** {@code run.artifacts} and {@code run.originalUriBaseIds}. */
    void write(JsonGenerator json) {
        json.writeObjectPropertyStart("originalUriBaseIds");
        json.writeObjectPropertyStart(ROOT);
        json.writeObjectPropertyStart("description");
        json.writeStringProperty("text", "The directory that the names of the images are relative to.");
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeArrayPropertyStart("artifacts");
        for (int i = 0; i < artifacts.size(); i++) {
            json.writeStartObject();
            reference("location", i, json);
            int parent = artifacts.get(i).parent;
            if (parent >= 0) {
                json.writeNumberProperty("parentIndex", parent);
            }
            json.writeArrayPropertyStart("roles");
            json.writeString(parent >= 0 ? "resultFile" : "analysisTarget");
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** {@code locations} of a result or notification. What has no line is put on the first: GitHub demands one. */
    void write(int index, int line, JsonGenerator json) {
        json.writeArrayPropertyStart("locations");
        json.writeStartObject();
        json.writeObjectPropertyStart("physicalLocation");
        reference("artifactLocation", index, json);
        json.writeObjectPropertyStart("region");
        json.writeNumberProperty("startLine", line);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void reference(String name, int index, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("uri", artifacts.get(index).uri);
        if (artifacts.get(index).parent < 0) { // a nested artifact must not have it (SARIF 2.1.0, 3.4.4)
            json.writeStringProperty("uriBaseId", ROOT);
        }
        json.writeNumberProperty("index", index);
        json.writeEndObject();
    }

    /** A path as a URI reference: every byte but letters, digits, {@code -._~} and the slash in percent-encoding (RFC 3986, 2.1). */
    static String encode(byte[] path) {
        StringBuilder uri = new StringBuilder(path.length + 16);
        for (byte b : path) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '/'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~';
            if (plain) {
                uri.append((char) b);
            } else {
                uri.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
            }
        }
        return uri.toString();
    }
}
