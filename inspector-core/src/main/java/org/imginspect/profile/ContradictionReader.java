package org.imginspect.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlValue;

/** Reads the list of contradictions. */
final class ContradictionReader {
    private ContradictionReader() {}

    static List<Contradiction> read(String text) {
        Mistakes mistakes = new Mistakes("contradictions.yaml");
        YamlFields document = YamlFields.parse(text, mistakes);
        document.only(List.of("contradictions"));
        List<Contradiction> contradictions = new ArrayList<>();
        List<YamlValue> items = document.value("contradictions")
                .filter(YamlList.class::isInstance)
                .map(list -> ((YamlList) list).items())
                .orElseThrow(() -> new IllegalStateException("contradictions.yaml is no list"));
        for (YamlValue item : items) {
            Optional<YamlFields> fields = document.fields("a contradiction", item);
            if (fields.isPresent()) {
                fields.get().only(List.of("fact", "requirements", "why", "together"));
                List<String> requirements = fields.get().texts("requirements");
                if (requirements.size() < 2) {
                    mistakes.add(item.line(), "it takes two requirements to disagree");
                } else {
                    contradictions.add(new Contradiction(
                            fields.get().text("fact"),
                            requirements,
                            fields.get().text("why"),
                            fields.get().optionalText("together")));
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new IllegalStateException(mistakes.exception());
        }
        return contradictions;
    }
}
