package org.imginspect.sbom;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The formats in which a bill can be written. */
public enum SbomFormat {
    /** CycloneDX 1.6, JSON. */
    CYCLONEDX("cyclonedx"),
    /** CycloneDX 1.6, XML. */
    CYCLONEDX_XML("cyclonedx-xml"),
    /** SPDX 2.3, JSON. */
    SPDX("spdx");

    private final String id;

    SbomFormat(String id) {
        this.id = id;
    }

    /** As the command line takes it: {@code cyclonedx-xml}. */
    public String id() {
        return id;
    }

    /** The ids of all formats. */
    public static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (SbomFormat format : values()) {
            ids.add(format.id);
        }
        return ids;
    }

    /** The format with this id; empty if there is none. */
    public static Optional<SbomFormat> named(String id) {
        for (SbomFormat format : values()) {
            if (format.id.equals(id)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** Writes a bill as UTF-8. Does not close the stream. */
    public void write(Inventory inventory, OutputStream out) throws IOException {
        switch (this) {
            case CYCLONEDX -> CycloneDxBill.writeJson(inventory, out);
            case CYCLONEDX_XML -> CycloneDxBill.writeXml(inventory, out);
            case SPDX -> SpdxBill.write(inventory, out);
        }
    }
}
