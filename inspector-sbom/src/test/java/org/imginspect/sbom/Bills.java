package org.imginspect.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.cyclonedx.parsers.XmlParser;
import org.spdx.jacksonstore.MultiFormatStore;
import org.spdx.library.SpdxModelFactory;
import org.spdx.library.model.v2.SpdxDocument;
import org.spdx.storage.simple.InMemSpdxStore;

/** Bills as text, held to what the formats demand. */
final class Bills {
    private Bills() {}

    static String text(Inventory inventory, SbomFormat format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(inventory, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** By the schemas of CycloneDX 1.6, and by SPDX's own reader and verification. */
    @SuppressWarnings("try") // its close says that it may be interrupted, as AutoCloseable's does
    static String valid(Inventory inventory, SbomFormat format) throws Exception {
        String text = text(inventory, format);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        switch (format) {
            case CYCLONEDX ->
                assertThat(new JsonParser().validate(bytes, Version.VERSION_16)).isEmpty();
            case CYCLONEDX_XML ->
                assertThat(new XmlParser().validate(bytes, Version.VERSION_16)).isEmpty();
            case SPDX -> {
                SpdxModelFactory.init();
                try (MultiFormatStore store =
                        new MultiFormatStore(new InMemSpdxStore(), MultiFormatStore.Format.JSON)) {
                    SpdxDocument document = store.deSerialize(new ByteArrayInputStream(bytes), false);
                    assertThat(document.verify("SPDX-2.3")).isEmpty();
                }
            }
        }
        return text;
    }

    static JsonNode json(Inventory inventory, SbomFormat format) throws Exception {
        return new ObjectMapper().readTree(text(inventory, format));
    }

    /** The package URLs in a bill, in its order. */
    static List<String> urls(JsonNode bill) {
        List<String> urls = new ArrayList<>();
        for (JsonNode component : bill.path("components")) {
            if (component.has("purl")) {
                urls.add(component.path("purl").textValue());
            }
        }
        for (JsonNode made : bill.path("packages")) {
            for (JsonNode reference : made.path("externalRefs")) {
                if (reference.path("referenceType").textValue().equals("purl")) {
                    urls.add(reference.path("referenceLocator").textValue());
                }
            }
        }
        return urls;
    }
}
