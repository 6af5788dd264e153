package org.imginspect.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Requirements in one line each. */
final class ProfileText {
    private ProfileText() {}

    /** {@code YC-25 must [linux]: check(name=value)<=warning check …; undecided}. */
    static String line(Requirement requirement) {
        StringBuilder line = new StringBuilder(requirement.id())
                .append(requirement.must() ? " must" : " should")
                .append(requirement.duty() ? " duty" : "");
        String applies = applies(requirement.applies());
        line.append(applies.isEmpty() ? "" : " [" + applies + "]").append(':');
        requirement.checks().forEach(use -> line.append(' ').append(use(use)));
        requirement.allOf().forEach(part -> line.append(' ').append(part));
        requirement.manual().ifPresent(any -> line.append(" manual"));
        requirement
                .undecided()
                .ifPresent(any ->
                        line.append(requirement.checks().isEmpty() ? "" : ";").append(" undecided"));
        return line.toString();
    }

    static String applies(Applicability applies) {
        List<String> parts = new ArrayList<>();
        applies.guest().ifPresent(guest -> parts.add(guest.name().toLowerCase(Locale.ROOT)));
        if (!applies.os().isEmpty()) {
            parts.add(String.join("|", applies.os()));
        }
        if (!applies.versions().isEmpty()) {
            parts.add(String.join("|", applies.versions()));
        }
        applies.settings().forEach((name, value) -> parts.add(name + "=" + value));
        return String.join(" ", parts);
    }

    static String use(CheckUse use) {
        List<String> params = new ArrayList<>();
        use.params().forEach((name, value) -> params.add(name + "=" + value));
        return use.check()
                + (params.isEmpty() ? "" : "(" + String.join("; ", params) + ")")
                + use.cap()
                        .map(level -> "<=" + level.name().toLowerCase(Locale.ROOT))
                        .orElse("");
    }
}
