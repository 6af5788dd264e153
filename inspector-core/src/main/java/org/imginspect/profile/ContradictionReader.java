package org.imginspect.profile;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.yaml.YamlValue;

/** Reads the list of contradictions. */
final class ContradictionReader {
    private ContradictionReader() {}

    static List<Contradiction> read(String text) {
        YamlFields document = YamlFields.parse(text, "contradictions.yaml");
        List<Contradiction> contradictions = new ArrayList<>();
        for (YamlValue item : document.list("contradictions")) {
            YamlFields fields = document.fields(item);
            contradictions.add(new Contradiction(
                    fields.text("fact"),
                    fields.texts("requirements"),
                    fields.text("why"),
                    fields.optionalText("together")));
            fields.requireNothingElse();
        }
        return contradictions;
    }
}
