package org.imginspect.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Params;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;

/**
 * Where what can be linked to stands on the page: {@code check-ssh.host-keys-absent}, {@code req-YC-13}. A check that was asked more than once, with
 * other parameters, and a requirement that several profiles have, get a further part.
 */
final class HtmlAnchors {
    /** A requirement that asks for a check. */
    record Use(ProfileResult profile, RequirementResult requirement, String anchor) {}

    private record Asked(String check, Params params) {}

    private final String prefix;
    private final Set<String> taken = new HashSet<>();
    private final Map<Asked, String> checks = new HashMap<>();
    private final Map<String, String> firstChecks = new HashMap<>();
    private final List<Map<String, String>> requirements = new ArrayList<>();
    private final List<String> profiles = new ArrayList<>();
    private final Map<Asked, List<Use>> uses = new HashMap<>();

    HtmlAnchors(ScanReport report, String prefix) {
        this.prefix = prefix;
        for (CheckResult result : report.results()) {
            String id = result.info().id();
            String anchor = free("check-" + id);
            checks.put(new Asked(id, result.params()), anchor);
            firstChecks.putIfAbsent(id, anchor);
        }
        for (ProfileResult profile : report.profiles()) {
            profiles.add(free("profile-" + profile.profile().id()));
            Map<String, String> own = new HashMap<>();
            for (RequirementResult result : profile.requirements()) {
                String id = result.requirement().id();
                String anchor = taken.contains(prefix + token("req-" + id))
                        ? free("req-" + profile.profile().id() + "-" + id)
                        : free("req-" + id);
                own.put(id, anchor);
                for (Evidence evidence : result.evidence()) {
                    uses.computeIfAbsent(asked(evidence.result()), any -> new ArrayList<>())
                            .add(new Use(profile, result, anchor));
                }
            }
            requirements.add(own);
        }
    }

    private static Asked asked(CheckResult result) {
        return new Asked(result.info().id(), result.params());
    }

    String prefix() {
        return prefix;
    }

    String check(CheckResult result) {
        return checks.getOrDefault(asked(result), "");
    }

    /** The first answer of a check; empty if it has none on this page. */
    Optional<String> check(String id) {
        return Optional.ofNullable(firstChecks.get(id));
    }

    /**
     * A profile's part.
     *
     * @param number in the report's order, from 0
     */
    String profile(int number) {
        return profiles.get(number);
    }

    String requirement(int profile, String id) {
        return requirements.get(profile).getOrDefault(id, "");
    }

    /** A requirement of whichever profile has it first; empty if none has. */
    Optional<String> requirement(String id) {
        for (Map<String, String> profile : requirements) {
            String anchor = profile.get(id);
            if (anchor != null) {
                return Optional.of(anchor);
            }
        }
        return Optional.empty();
    }

    /** The requirements that ask for what this check answered. */
    List<Use> uses(CheckResult result) {
        return uses.getOrDefault(asked(result), List.of());
    }

    private String free(String wanted) {
        String token = prefix + token(wanted);
        String free = token;
        for (int i = 2; !taken.add(free); i++) {
            free = token + "-" + i;
        }
        return free;
    }

    /** The same without what cannot stand in a part of an attribute: profiles of users may have any id. */
    static String token(String id) {
        StringBuilder token = new StringBuilder(id.length());
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
            token.append(plain ? c : '_');
        }
        return token.toString();
    }
}
