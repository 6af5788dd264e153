package org.imginspect.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Parameter;
import org.imginspect.check.Params;
import org.imginspect.check.RunMode;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.profile.Suggestion;

/**
 * Which of the checks a request asks for, and what it tells them.
 *
 * @param questions those to run, in the catalogue's order; a check stands there once for each set of parameters
 * @param settings what the request tells profiles and checks
 * @param notRun the others, in the same order
 */
record CheckSelection(List<Question> questions, ProfileSettings settings, List<NotRun> notRun) {

    /**
     * Chooses. Without any wanted check those run that always do, with {@code deep} the deep ones as well, and those that are told
     * something or given what they need. A check that is wanted by its very id runs whatever its mode is; a glob leaves deep ones out unless {@code deep}.
     *
     * @param guest what the guest is, which decides what requirements apply; empty if that is not known (yet)
     * @throws UnknownCheckException if a wanted or skipped id or glob matches no check: a typo must not pass for a pass
     * @throws InvalidParameterException if a parameter is set that its check does not have, or to what it cannot use
     */
    static CheckSelection choose(List<Check> all, ScanRequest request, Optional<GuestInfo> guest) {
        requireKnown(all, request.checks());
        requireKnown(all, request.skipped());
        Map<String, Params> told = params(all, request.parameters());
        ProfileSettings settings = new ProfileSettings(settings(request), told, infos(all));
        Map<String, Set<Params>> asked = askedByProfiles(request, settings, guest);
        List<Question> questions = new ArrayList<>();
        List<NotRun> notRun = new ArrayList<>();
        for (Check check : all) {
            Optional<NotRun.Reason> why = whyNot(check.info(), request, told, asked);
            if (why.isEmpty()) {
                Params params = told.getOrDefault(check.info().id(), Params.NONE);
                asked.getOrDefault(check.info().id(), Set.of(params))
                        .forEach(each -> questions.add(new Question(check, each)));
            } else {
                notRun.add(new NotRun(check.info(), why.get()));
            }
        }
        return new CheckSelection(questions, settings, notRun);
    }

    /** What the profiles ask of the checks of those requirements that apply, by the checks' ids. */
    private static Map<String, Set<Params>> askedByProfiles(
            ScanRequest request, ProfileSettings settings, Optional<GuestInfo> guest) {
        Map<String, Set<Params>> asked = new HashMap<>();
        for (Profile profile : request.profiles()) {
            for (Requirement requirement : profile.requirements()) {
                boolean applies = settings.whyNot(profile, requirement, guest).isEmpty();
                for (CheckUse use : requirement.checks()) {
                    ProfileSettings.Resolved resolved = settings.resolve(profile, use);
                    if (applies && resolved.missing().isEmpty()) {
                        asked.computeIfAbsent(use.check(), any -> new LinkedHashSet<>())
                                .add(resolved.params());
                    }
                }
            }
        }
        return asked;
    }

    private static Map<String, CheckInfo> infos(List<Check> all) {
        Map<String, CheckInfo> infos = new LinkedHashMap<>();
        all.forEach(check -> infos.put(check.info().id(), check.info()));
        return infos;
    }

    /** Those parameters whose names have no dot: they are the profiles'. */
    private static Map<String, String> settings(ScanRequest request) {
        Map<String, String> settings = new HashMap<>();
        request.parameters().forEach((key, value) -> {
            if (key.indexOf('.') < 0) {
                requireSetting(request.profiles(), key, value);
                settings.put(key, value);
            }
        });
        return settings;
    }

    private static void requireSetting(List<Profile> profiles, String name, String value) {
        Set<String> known = new LinkedHashSet<>();
        boolean found = false;
        for (Profile profile : profiles) {
            for (Parameter parameter : profile.parameters()) {
                known.add(parameter.name());
            }
            Optional<Parameter> parameter = profile.parameter(name);
            found |= parameter.isPresent();
            parameter.flatMap(each -> each.objection(value)).ifPresent(why -> {
                throw new InvalidParameterException(profile.id() + ": " + why);
            });
        }
        if (!found) {
            throw new InvalidParameterException("'" + name + "' is no parameter of the profiles asked for"
                    + (known.isEmpty() ? ", which have none" : ", which have " + String.join(", ", known))
                    + Suggestion.of(name, known));
        }
    }

    private static Optional<NotRun.Reason> whyNot(
            CheckInfo info, ScanRequest request, Map<String, Params> told, Map<String, Set<Params>> asked) {
        if (matchesAny(request.skipped(), info.id())) {
            return Optional.of(NotRun.Reason.SKIPPED);
        }
        if (request.checks().contains(info.id())) {
            return Optional.empty();
        }
        if (!request.checks().isEmpty() && !matchesAny(request.checks(), info.id())) {
            return Optional.of(NotRun.Reason.NOT_SELECTED);
        }
        if (!request.profiles().isEmpty() && request.checks().isEmpty() && !told.containsKey(info.id())) {
            if (!asked.containsKey(info.id())) {
                return Optional.of(NotRun.Reason.NOT_IN_PROFILE);
            }
            return info.mode() == RunMode.DEEP && !request.deep() ? Optional.of(NotRun.Reason.DEEP) : Optional.empty();
        }
        return switch (info.mode()) {
            case ALWAYS -> Optional.empty();
            case DEEP -> request.deep() ? Optional.empty() : Optional.of(NotRun.Reason.DEEP);
            case ON_REQUEST ->
                told.containsKey(info.id())
                                || info.input().filter(request.inputs()::has).isPresent()
                                || !request.checks().isEmpty()
                        ? Optional.empty()
                        : Optional.of(NotRun.Reason.ON_REQUEST);
        };
    }

    private static Map<String, Params> params(List<Check> all, Map<String, String> settings) {
        Map<String, Map<String, String>> byCheck = new LinkedHashMap<>();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String key = setting.getKey();
            if (key.indexOf('.') < 0) {
                continue;
            }
            int dot = key.lastIndexOf('.');
            String id = dot < 0 ? key : key.substring(0, dot);
            CheckInfo info = all.stream()
                    .map(Check::info)
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow(
                            () -> new InvalidParameterException("'" + key + "' is no parameter: no check is called '"
                                    + id + "'" + Suggestion.of(id, infos(all).keySet())));
            String name = key.substring(dot + 1);
            Parameter parameter = info.parameter(name)
                    .orElseThrow(() -> new InvalidParameterException(id + " has "
                            + (info.parameters().isEmpty()
                                    ? "no parameters"
                                    : "no parameter '" + name + "' but " + names(info.parameters()))));
            parameter.objection(setting.getValue()).ifPresent(why -> {
                throw new InvalidParameterException(id + ": " + why);
            });
            byCheck.computeIfAbsent(id, any -> new LinkedHashMap<>()).put(name, setting.getValue());
        }
        Map<String, Params> params = new HashMap<>();
        byCheck.forEach((id, values) -> params.put(id, new Params(values)));
        return params;
    }

    private static String names(List<Parameter> parameters) {
        StringBuilder names = new StringBuilder();
        for (Parameter parameter : parameters) {
            names.append(names.length() == 0 ? "" : ", ").append(parameter.name());
        }
        return names.toString();
    }

    private static void requireKnown(List<Check> all, List<String> patterns) {
        for (String pattern : patterns) {
            boolean known = false;
            for (Check check : all) {
                known |= matches(pattern, check.info().id());
            }
            if (!known) {
                throw new UnknownCheckException("no check is called '" + pattern + "'"
                        + Suggestion.of(pattern, infos(all).keySet()));
            }
        }
    }

    private static boolean matchesAny(List<String> patterns, String id) {
        for (String pattern : patterns) {
            if (matches(pattern, id)) {
                return true;
            }
        }
        return false;
    }

    /** A glob of {@code *} and {@code ?}; the star also matches the dot, so {@code *key*} finds checks of every area. */
    static boolean matches(String pattern, String id) {
        int p = 0;
        int i = 0;
        int star = -1;
        int starAt = 0;
        while (i < id.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starAt = i;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == id.charAt(i))) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
