package org.imginspect.profile;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.imginspect.check.Parameter;

/**
 * What one marketplace demands of an image and of its publisher.
 *
 * @param id lower case, words joined by hyphens: {@code yandex-cloud}
 * @param title the marketplace's name
 * @param source the text its requirements are taken from
 * @param verified when the requirements were last compared with that text; empty if nobody says
 * @param parameters what no image can tell and its checks are told by
 * @param requirements in the order of the source; each id once
 */
public record Profile(
        String id,
        String title,
        String source,
        Optional<LocalDate> verified,
        List<Parameter> parameters,
        List<Requirement> requirements) {
    /** The vendor-neutral one, which is judged if no other is named. */
    public static final String BASE = "base";

    public Profile {
        Objects.requireNonNull(verified);
        parameters = List.copyOf(parameters);
        requirements = List.copyOf(requirements);
        if (id.isBlank() || title.isBlank()) {
            throw new IllegalArgumentException("a profile needs an id and a title");
        }
        requireParts(id, requirements);
    }

    private static void requireParts(String id, List<Requirement> requirements) {
        Map<String, Requirement> byId = new HashMap<>();
        for (Requirement requirement : requirements) {
            if (byId.put(requirement.id(), requirement) != null) {
                throw new IllegalArgumentException(id + " has two requirements " + requirement.id());
            }
        }
        for (Requirement requirement : requirements) {
            for (String part : requirement.allOf()) {
                Requirement other = byId.get(part);
                if (other == null || !other.allOf().isEmpty()) {
                    throw new IllegalArgumentException(
                            requirement.id() + " is made of " + part + ", which is none or made of others itself");
                }
            }
        }
    }

    /** The parameter of this name; empty if the profile has none such. */
    public Optional<Parameter> parameter(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }

    /** The requirement with this id; empty if the profile has none such. */
    public Optional<Requirement> requirement(String requirementId) {
        for (Requirement requirement : requirements) {
            if (requirement.id().equals(requirementId)) {
                return Optional.of(requirement);
            }
        }
        return Optional.empty();
    }
}
