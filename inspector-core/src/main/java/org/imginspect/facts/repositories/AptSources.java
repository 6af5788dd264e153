package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.jspecify.annotations.Nullable;

/** sources.list(5): lines in {@code *.list}, paragraphs in {@code *.sources}; and what apt.conf says of checking. */
final class AptSources {
    private static final GuestPath APT = GuestPath.of("/etc/apt");
    private static final String[] KEYRINGS = {
        "/etc/apt/trusted.gpg", "/etc/apt/trusted.gpg.d", "/usr/share/keyrings", "/etc/apt/keyrings"
    };

    /** Settings that take a check away for all sources, what they are by default, and what follows. */
    private static final Object[][] SETTINGS = {
        {"apt::get::allowunauthenticated", Weakness.Kind.UNSIGNED, "packages are installed without a checked signature"
        },
        {"acquire::allowinsecurerepositories", Weakness.Kind.UNSIGNED, "repositories without a signature are used"},
        {
            "acquire::allowdowngradetoinsecurerepositories",
            Weakness.Kind.UNSIGNED,
            "a signed repository is used even when its signature is gone"
        },
        {"acquire::allowweakrepositories", Weakness.Kind.LENIENT, "signatures with broken digests are accepted"},
    };

    private final GuestTree tree;
    private final List<Repository> all = new ArrayList<>();
    private final List<Weakness> weaknesses = new ArrayList<>();

    private AptSources(GuestTree tree) {
        this.tree = tree;
    }

    static Repositories read(GuestTree tree) throws ImageException {
        AptSources sources = new AptSources(tree);
        AptConfiguration configuration = AptConfiguration.read(tree);
        sources.weaknesses.addAll(configuration.mistakes());
        sources.settings(configuration);
        Optional<GuestPath> list = place(configuration, "dir::etc::sourcelist", "sources.list");
        if (list.isPresent()) {
            sources.lines(list.get());
        }
        Optional<GuestPath> parts = place(configuration, "dir::etc::sourceparts", "sources.list.d");
        if (parts.isPresent()) {
            for (GuestName name : tree.list(parts.get())) {
                GuestPath file = parts.get().resolve(name);
                if (AptConfiguration.isPart(name.text(), ".list")) {
                    sources.lines(file);
                } else if (AptConfiguration.isPart(name.text(), ".sources")) {
                    sources.paragraphs(file);
                }
            }
        }
        sources.keys();
        return new Repositories(Packages.Manager.DPKG, sources.all, sources.weaknesses);
    }

    private static Optional<GuestPath> place(AptConfiguration configuration, String name, String preset) {
        String value =
                configuration.find(name).map(AptConfiguration.Setting::value).orElse(preset);
        if (value.equals("-") || value.equals("/dev/null") || value.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(value.startsWith("/") ? GuestPath.of(value) : APT.resolve(value));
    }

    private void settings(AptConfiguration configuration) {
        for (Object[] each : SETTINGS) {
            Optional<AptConfiguration.Setting> setting = configuration.find((String) each[0]);
            if (setting.isPresent() && setting.get().isTrue(false)) {
                weaknesses.add(new Weakness(
                        (Weakness.Kind) each[1],
                        each[2] + " (" + each[0] + " is '" + setting.get().value() + "')",
                        setting.get().file(),
                        setting.get().line()));
            }
        }
        Optional<AptConfiguration.Setting> expiry = configuration.find("acquire::check-valid-until");
        if (expiry.isPresent() && !expiry.get().isTrue(true)) {
            weaknesses.add(new Weakness(
                    Weakness.Kind.LENIENT,
                    "lists of packages that have expired are used (acquire::check-valid-until is '"
                            + expiry.get().value() + "')",
                    expiry.get().file(),
                    expiry.get().line()));
        }
        for (String check : List.of("verify-peer", "verify-host")) {
            Optional<AptConfiguration.Setting> all = configuration.find("acquire::https::" + check);
            if (all.isPresent() && !all.get().isTrue(true)) {
                weaknesses.add(anyServer("acquire::https::" + check, "of any server", all.get()));
            }
            configuration.between("acquire::https::", "::" + check).forEach((host, setting) -> {
                if (!setting.isTrue(true)) {
                    weaknesses.add(anyServer("acquire::https::" + host + "::" + check, "of " + host, setting));
                }
            });
        }
    }

    private static Weakness anyServer(String name, String whose, AptConfiguration.Setting setting) {
        return new Weakness(
                Weakness.Kind.ANY_SERVER,
                "the certificate " + whose + " is not checked (" + name + " is '" + setting.value() + "')",
                setting.file(),
                setting.line());
    }

    private void lines(GuestPath file) throws ImageException {
        int number = 0;
        for (String raw : tree.lines(file).orElse(List.of())) {
            number++;
            String text = withoutComment(raw).strip();
            if (!text.isEmpty() && !line(text, file, number)) {
                weaknesses.add(new Weakness(
                        Weakness.Kind.BROKEN,
                        "apt does not understand the line, and so reads no source at all",
                        file,
                        number));
            }
        }
    }

    /** A number sign begins a comment anywhere but in brackets. */
    private static String withoutComment(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '#') {
                return line.substring(0, i);
            }
            if (line.charAt(i) == '[') {
                int close = line.indexOf(']', i);
                i = close < 0 ? i : close;
            }
        }
        return line;
    }

    /** @return whether apt understands it */
    private boolean line(String text, GuestPath file, int number) throws ImageException {
        int space = blank(text, 0);
        String type = text.substring(0, space);
        if (!type.equals("deb") && !type.equals("deb-src")) {
            return false;
        }
        String rest = text.substring(space).strip();
        Map<String, String> options = new HashMap<>();
        if (rest.startsWith("[")) {
            int close = rest.indexOf(']');
            if (close < 0) {
                return false;
            }
            for (String option : words(rest.substring(1, close))) {
                int equals = option.indexOf('=');
                if (equals <= 0) {
                    return false;
                }
                String name = option.substring(0, equals);
                boolean adds = name.endsWith("+") || name.endsWith("-");
                options.put(
                        (adds ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT),
                        adds ? "" : option.substring(equals + 1));
            }
            rest = rest.substring(close + 1).strip();
        }
        List<String> words = addressAndWords(rest);
        if (words.size() < 2 || words.get(0).indexOf(':') < 0) {
            return false;
        }
        String suite = words.get(1);
        List<String> components = words.subList(2, words.size());
        if (suite.endsWith("/") != components.isEmpty()) {
            return false;
        }
        add(type.equals("deb-src"), true, List.of(words.get(0)), List.of(suite), components, options, file, number);
        return true;
    }

    /** An address may hold blanks in brackets: {@code cdrom:[Debian 12]/}. */
    private static List<String> addressAndWords(String text) {
        int end = 0;
        boolean inBrackets = false;
        while (end < text.length() && (inBrackets || text.charAt(end) > ' ')) {
            inBrackets = text.charAt(end) == '[' || (inBrackets && text.charAt(end) != ']');
            end++;
        }
        List<String> words = new ArrayList<>();
        if (end > 0) {
            words.add(text.substring(0, end));
        }
        words.addAll(words(text.substring(end)));
        return words;
    }

    private void paragraphs(GuestPath file) throws ImageException {
        Map<String, String> fields = new HashMap<>();
        String last = "";
        int first = 0;
        int number = 0;
        List<String> lines = new ArrayList<>(tree.lines(file).orElse(List.of()));
        lines.add("");
        for (String raw : lines) {
            number++;
            if (raw.startsWith("#")) {
                continue;
            }
            if (raw.isBlank()) {
                if (!fields.isEmpty()) {
                    paragraph(fields, file, first);
                }
                fields = new HashMap<>();
                continue;
            }
            int colon = raw.indexOf(':');
            if (raw.charAt(0) == ' ' || raw.charAt(0) == '\t') {
                fields.merge(last, raw.strip(), (before, more) -> before + "\n" + more);
            } else if (colon > 0) {
                first = fields.isEmpty() ? number : first;
                last = raw.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.put(last, raw.substring(colon + 1).strip());
            } else {
                weaknesses.add(new Weakness(
                        Weakness.Kind.BROKEN,
                        "apt does not understand the line, and so reads no source at all",
                        file,
                        number));
                return;
            }
        }
    }

    private void paragraph(Map<String, String> fields, GuestPath file, int line) throws ImageException {
        List<String> types = words(fields.getOrDefault("types", ""));
        List<String> addresses = words(fields.getOrDefault("uris", fields.getOrDefault("uri", "")));
        List<String> suites = words(fields.getOrDefault("suites", fields.getOrDefault("suite", "")));
        if (types.isEmpty() || addresses.isEmpty() || suites.isEmpty()) {
            weaknesses.add(new Weakness(
                    Weakness.Kind.BROKEN,
                    "apt wants Types, URIs and Suites, and so reads no source at all",
                    file,
                    line));
            return;
        }
        boolean enabled = isTrue(fields.getOrDefault("enabled", "yes"), true);
        Map<String, String> options = new HashMap<>(fields);
        options.put("arch", fields.getOrDefault("architectures", ""));
        List<String> components = words(fields.getOrDefault("components", fields.getOrDefault("component", "")));
        for (String type : types) {
            if (type.equals("deb") || type.equals("deb-src")) {
                add(type.equals("deb-src"), enabled, addresses, suites, components, options, file, line);
            }
        }
    }

    private void add(
            boolean sources,
            boolean enabled,
            List<String> addresses,
            List<String> suites,
            List<String> components,
            Map<String, String> options,
            GuestPath file,
            int line)
            throws ImageException {
        List<Weakness> own = new ArrayList<>();
        boolean trusted = isTrue(options.getOrDefault("trusted", ""), false);
        boolean insecure = isTrue(options.getOrDefault("allow-insecure", ""), false);
        if (trusted) {
            own.add(new Weakness(Weakness.Kind.UNSIGNED, "its signature is not checked (trusted=yes)", file, line));
        } else if (insecure) {
            own.add(new Weakness(
                    Weakness.Kind.UNSIGNED, "it is used without a signature (allow-insecure=yes)", file, line));
        } else if (isTrue(options.getOrDefault("allow-downgrade-to-insecure", ""), false)) {
            own.add(new Weakness(
                    Weakness.Kind.UNSIGNED,
                    "it is used even when its signature is gone (allow-downgrade-to-insecure=yes)",
                    file,
                    line));
        }
        if (isTrue(options.getOrDefault("allow-weak", ""), false)) {
            own.add(new Weakness(
                    Weakness.Kind.LENIENT, "signatures with broken digests are accepted (allow-weak=yes)", file, line));
        }
        if (!isTrue(options.getOrDefault("check-valid-until", "yes"), true)) {
            own.add(new Weakness(
                    Weakness.Kind.LENIENT,
                    "its list of packages is used when it has expired (check-valid-until=no)",
                    file,
                    line));
        }
        if (!trusted && !insecure && enabled) {
            missingKeys(options.getOrDefault("signed-by", ""), own, file, line);
        }
        List<Location> locations = new ArrayList<>();
        for (String address : addresses) {
            locations.addAll(locations(address, file, line));
        }
        all.add(new Repository(
                locations.get(0).shown(),
                enabled,
                sources,
                locations,
                suites,
                components,
                commas(options.getOrDefault("arch", "")),
                !trusted && !insecure,
                false,
                List.of(),
                own,
                file,
                line));
    }

    /** A list of mirrors in a file stands for the addresses in it; one on a server stands for itself. */
    private List<Location> locations(String address, GuestPath file, int line) throws ImageException {
        String lower = address.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("mirror")) {
            return List.of(new Location(address, Location.Role.BASE, file, line));
        }
        Location list = new Location(address, Location.Role.MIRRORS, file, line);
        if (!list.scheme().equals("file")) {
            return List.of(list);
        }
        GuestPath mirrors = GuestPath.of("/").resolve(pathOf(address));
        List<Location> found = new ArrayList<>();
        int number = 0;
        for (String raw : tree.lines(mirrors).orElse(List.of())) {
            number++;
            List<String> words = words(raw);
            if (!words.isEmpty() && !words.get(0).startsWith("#")) {
                found.add(new Location(words.get(0), Location.Role.BASE, mirrors, number));
            }
        }
        return found.isEmpty() ? List.of(list) : found;
    }

    /** The path of {@code mirror+file:///etc/x}, without a slash at the begin. */
    private static String pathOf(String address) {
        int from = address.indexOf(':') + 1;
        while (from < address.length() && address.charAt(from) == '/') {
            from++;
        }
        return address.substring(from);
    }

    private void missingKeys(String signedBy, List<Weakness> own, GuestPath file, int line) throws ImageException {
        if (signedBy.contains("BEGIN PGP")) {
            return; // The key itself.
        }
        for (String key : commas(signedBy)) {
            if (key.startsWith("/") && isEmpty(GuestPath.of(key))) {
                own.add(new Weakness(
                        Weakness.Kind.BROKEN,
                        "the key " + key + " that it is signed with is not there, so apt refuses the repository",
                        file,
                        line));
            }
        }
    }

    /** Without a single key apt refuses every repository that is signed. */
    private void keys() throws ImageException {
        for (String place : KEYRINGS) {
            GuestPath path = GuestPath.of(place);
            Optional<Node> node = tree.stat(path);
            if (node.isPresent() && (node.get().isFile() ? node.get().sizeBytes() > 0 : hasKeys(path))) {
                return;
            }
        }
        Repository first = null;
        for (Repository each : all) {
            boolean needs = each.isUsed() && each.isMetadataSigned();
            first = first == null && needs ? each : first;
        }
        report(first);
    }

    private void report(@Nullable Repository first) {
        if (first != null) {
            weaknesses.add(new Weakness(
                    Weakness.Kind.BROKEN,
                    "apt has no key at all to check repositories with, so it refuses them",
                    first.file(),
                    first.line()));
        }
    }

    private boolean hasKeys(GuestPath directory) throws ImageException {
        for (GuestName name : tree.list(directory)) {
            boolean key = name.text().endsWith(".gpg")
                    || name.text().endsWith(".asc")
                    || name.text().endsWith(".pgp");
            if (key && !isEmpty(directory.resolve(name))) {
                return true;
            }
        }
        return false;
    }

    private boolean isEmpty(GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        return node.isEmpty() || !node.get().isFile() || node.get().sizeBytes() == 0;
    }

    private static boolean isTrue(String value, boolean preset) {
        return new AptConfiguration.Setting(value, APT, 1).isTrue(preset);
    }

    private static int blank(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) > ' ' && text.charAt(i) != '[') {
            i++;
        }
        return i;
    }

    private static List<String> commas(String text) {
        return words(text.replace(',', ' '));
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || text.charAt(i) <= ' ';
            if (blank && from >= 0) {
                words.add(text.substring(from, i));
                from = -1;
            } else if (!blank && from < 0) {
                from = i;
            }
        }
        return words;
    }
}
