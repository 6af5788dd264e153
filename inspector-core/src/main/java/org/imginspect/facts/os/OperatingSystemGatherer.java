package org.imginspect.facts.os;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Reads os-release, and where there is none redhat-release, debian_version or alpine-release. */
public final class OperatingSystemGatherer implements FactGatherer<OperatingSystem> {
    private static final GuestPath ETC_OS_RELEASE = GuestPath.of("/etc/os-release");
    private static final GuestPath USR_OS_RELEASE = GuestPath.of("/usr/lib/os-release");
    private static final GuestPath REDHAT_RELEASE = GuestPath.of("/etc/redhat-release");
    private static final GuestPath DEBIAN_VERSION = GuestPath.of("/etc/debian_version");
    private static final GuestPath ALPINE_RELEASE = GuestPath.of("/etc/alpine-release");

    /** Nothing to be told: a gatherer has no state. */
    public OperatingSystemGatherer() {}

    @Override
    public Class<OperatingSystem> type() {
        return OperatingSystem.class;
    }

    @Override
    public Optional<OperatingSystem> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<List<String>> release = tree.lines(ETC_OS_RELEASE);
        if (release.isEmpty()) {
            release = tree.lines(USR_OS_RELEASE);
        }
        if (release.isPresent()) {
            return Optional.of(fromOsRelease(OsRelease.parse(release.get()), tree));
        }
        Optional<String> redhat = firstLine(tree, REDHAT_RELEASE);
        if (redhat.isPresent()) {
            return Optional.of(fromRedhatRelease(redhat.get(), tree));
        }
        Optional<String> debian = firstLine(tree, DEBIAN_VERSION);
        if (debian.isPresent()) {
            return Optional.of(plain("debian", "Debian GNU/Linux", debian.get(), tree));
        }
        Optional<String> alpine = firstLine(tree, ALPINE_RELEASE);
        return alpine.isPresent() ? Optional.of(plain("alpine", "Alpine Linux", alpine.get(), tree)) : Optional.empty();
    }

    private static OperatingSystem fromOsRelease(Map<String, String> values, GuestTree tree) throws ImageException {
        String id = values.getOrDefault("ID", "linux").toLowerCase(Locale.ROOT);
        List<String> like = words(values.getOrDefault("ID_LIKE", ""));
        String name = values.getOrDefault("NAME", "Linux");
        Optional<String> version = nonEmpty(values.get("VERSION_ID"));
        return new OperatingSystem(
                OperatingSystem.Family.of(id, like),
                id,
                like,
                name,
                values.getOrDefault("PRETTY_NAME", name),
                version,
                nonEmpty(values.get("VERSION_CODENAME")),
                ElfMachine.of(tree));
    }

    /** {@code CentOS release 6.10 (Final)}: enterprise Linux 6 has no os-release. */
    private static OperatingSystem fromRedhatRelease(String line, GuestTree tree) throws ImageException {
        int at = line.indexOf(" release ");
        String name = at < 0 ? line : line.substring(0, at);
        String rest = at < 0 ? "" : line.substring(at + " release ".length());
        int space = rest.indexOf(' ');
        String lower = name.toLowerCase(Locale.ROOT);
        String id = lower.startsWith("red hat")
                ? "rhel"
                : words(lower).stream().findFirst().orElse("rhel");
        return new OperatingSystem(
                OperatingSystem.Family.RED_HAT,
                id,
                List.of(),
                name.endsWith(" Linux") ? name.substring(0, name.length() - 6) : name,
                line,
                nonEmpty(space < 0 ? rest : rest.substring(0, space)),
                Optional.empty(),
                ElfMachine.of(tree));
    }

    private static OperatingSystem plain(String id, String name, String version, GuestTree tree) throws ImageException {
        return new OperatingSystem(
                OperatingSystem.Family.of(id, List.of()),
                id,
                List.of(),
                name,
                name + " " + version,
                nonEmpty(version),
                Optional.empty(),
                ElfMachine.of(tree));
    }

    private static Optional<String> firstLine(GuestTree tree, GuestPath file) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(lines.get().isEmpty() ? "" : lines.get().get(0).strip());
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ') {
                if (i > from) {
                    words.add(text.substring(from, i));
                }
                from = i + 1;
            }
        }
        return words;
    }

    private static Optional<String> nonEmpty(@org.jspecify.annotations.Nullable String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
