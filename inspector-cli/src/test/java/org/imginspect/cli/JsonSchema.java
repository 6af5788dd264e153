package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.imginspect.report.ReportFormat;

/** Holds JSON to the committed schema. */
final class JsonSchema {
    private static final Schema SCHEMA = load();

    private JsonSchema() {}

    private static Schema load() {
        try (InputStream schema =
                java.util.Objects.requireNonNull(ReportFormat.class.getResourceAsStream("report.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that the text is a report. */
    static void assertValid(String json) {
        assertThat(SCHEMA.validate(json, InputFormat.JSON)).as(json).isEmpty();
    }
}
