package org.imginspect.scan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.check.Params;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;

/** What the request tells profiles and checks, worked into what the profiles say. */
final class ProfileSettings {
    /**
     * A use of a check with its parameters' values.
     *
     * @param missing the profile's parameters that were not given and have no default; the check cannot be asked then
     */
    record Resolved(CheckUse use, Params params, List<Parameter> missing) {}

    private final Map<String, String> settings;
    private final Map<String, Params> told;
    private final Map<String, CheckInfo> checks;

    /**
     * @param settings values of profiles' parameters by their names
     * @param told what checks are told by the request itself, by their ids; it wins over what profiles say
     * @param checks all there are, by their ids
     */
    ProfileSettings(Map<String, String> settings, Map<String, Params> told, Map<String, CheckInfo> checks) {
        this.settings = settings;
        this.told = told;
        this.checks = checks;
    }

    /** The value of a profile's parameter; empty if it was not given and has no default. */
    Optional<String> value(Profile profile, String name) {
        String given = settings.get(name);
        return given != null ? Optional.of(given) : profile.parameter(name).flatMap(Parameter::preset);
    }

    /**
     * What a profile tells a check. A value that is the check's own default is left out: the question is the same.
     *
     * @throws InvalidParameterException if a profile's parameter was given a value that the check cannot use
     */
    Resolved resolve(Profile profile, CheckUse use) {
        Map<String, String> values = new LinkedHashMap<>();
        List<Parameter> missing = new ArrayList<>();
        Params mine = told.getOrDefault(use.check(), Params.NONE);
        for (Map.Entry<String, String> param : use.params().entrySet()) {
            if (mine.values().containsKey(param.getKey())) {
                continue;
            }
            Optional<String> name = CheckUse.reference(param.getValue());
            Optional<String> value = name.isPresent() ? value(profile, name.get()) : Optional.of(param.getValue());
            if (value.isPresent()) {
                values.put(param.getKey(), value.get());
            } else if (!CheckUse.isOptional(param.getValue())) {
                profile.parameter(name.orElseThrow()).ifPresent(missing::add);
            }
        }
        values.putAll(mine.values());
        CheckInfo info = checks.get(use.check());
        if (info == null) {
            throw new UnknownCheckException(
                    profile.id() + " asks for the check '" + use.check() + "', which there is not");
        }
        for (Map.Entry<String, String> value : List.copyOf(values.entrySet())) {
            Parameter parameter = info.parameter(value.getKey())
                    .orElseThrow(() -> new InvalidParameterException(
                            profile.id() + ": " + use.check() + " has no parameter '" + value.getKey() + "'"));
            parameter.objection(value.getValue()).ifPresent(why -> {
                throw new InvalidParameterException(profile.id() + " tells " + use.check() + ": " + why);
            });
            if (parameter.preset().filter(value.getValue()::equals).isPresent()) {
                values.remove(value.getKey());
            }
        }
        return new Resolved(use, new Params(values), missing);
    }

    /** Why a requirement is not about this image; empty text if it cannot be told; empty if it applies. */
    Optional<String> whyNot(Profile profile, Requirement requirement, Optional<GuestInfo> guest) {
        Applicability applies = requirement.applies();
        for (Map.Entry<String, String> setting : applies.settings().entrySet()) {
            String value = value(profile, setting.getKey()).orElse("");
            if (!value.equals(setting.getValue())) {
                return Optional.of("only where " + setting.getKey() + " is " + setting.getValue()
                        + (value.isEmpty() ? ", which was not said" : ", and it is " + value)
                        + " (--set " + setting.getKey() + "=" + setting.getValue() + ")");
            }
        }
        if (!applies.asksForGuest()) {
            return Optional.empty();
        }
        if (guest.isEmpty()) {
            return Optional.of("");
        }
        if (applies.guest().isPresent() && applies.guest().get() == Applicability.Guest.WINDOWS) {
            return Optional.of(
                    "only for Windows guests, and this is " + guest.get().name());
        }
        boolean os = applies.os().isEmpty() || applies.os().contains(guest.get().os());
        if (os && applies.hasVersion(guest.get().version().orElse(""))) {
            return Optional.empty();
        }
        String systems = String.join(", ", applies.os());
        String versions = String.join(", ", applies.versions());
        return Optional.of("only for " + systems + (systems.isEmpty() || versions.isEmpty() ? "" : " ") + versions
                + ", and this is " + guest.get().name());
    }
}
