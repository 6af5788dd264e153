package org.imginspect.facts.advisories;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.xml.stream.XMLStreamReader;

/** {@code updateinfo.xml}: {@code <update type="security">} with its id, references and collections of packages. */
final class UpdateinfoVisitor implements XmlReader.Visitor {
    /** @param modules {@code name:stream} that the package is for; none for no module */
    record Fixed(String name, String architecture, String version, Set<String> modules) {}

    /** @param ids its own, then those of the flaws it mends */
    record Advisory(boolean isSecurity, List<String> ids, Optional<Severity> severity) {}

    /** More packages than any advisory has: SUSE's kernels come to some thousands. */
    private static final int MOST = 200_000;

    private final BiConsumer<List<Fixed>, Advisory> sink;
    private final List<Fixed> fixed = new ArrayList<>();
    private final Set<String> flaws = new LinkedHashSet<>();
    private Set<String> modules = Set.of();
    private String type = "";
    private String status = "";
    private String id = "";
    private Optional<Severity> severity = Optional.empty();
    private boolean inPackages;

    /** @param sink shown each advisory once, with its packages */
    UpdateinfoVisitor(BiConsumer<List<Fixed>, Advisory> sink) {
        this.sink = sink;
    }

    @Override
    public void begin(String name, XMLStreamReader reader) {
        switch (name) {
            case "update" -> {
                type = RepomdFile.attribute(reader, "type");
                status = RepomdFile.attribute(reader, "status");
                id = "";
                severity = Optional.empty();
                flaws.clear();
                fixed.clear();
                modules = Set.of();
            }
            case "reference" -> {
                String flaw = RepomdFile.attribute(reader, "id");
                if (RepomdFile.attribute(reader, "type").equalsIgnoreCase("cve") && !flaw.isEmpty()) {
                    flaws.add(flaw);
                }
            }
            case "pkglist" -> inPackages = true;
            case "collection" -> modules = Set.of();
            case "module" -> {
                Set<String> more = new LinkedHashSet<>(modules);
                more.add(RepomdFile.attribute(reader, "name") + ":" + RepomdFile.attribute(reader, "stream"));
                modules = Set.copyOf(more);
            }
            case "package" -> {
                if (inPackages && fixed.size() < MOST) {
                    fixed.add(new Fixed(
                            RepomdFile.attribute(reader, "name"),
                            RepomdFile.attribute(reader, "arch"),
                            version(reader, "epoch", "version", "release"),
                            modules));
                }
            }
            default -> {
                // Titles, descriptions and dates.
            }
        }
    }

    @Override
    public void end(String name, String text) {
        switch (name) {
            case "id" -> id = id.isEmpty() && !inPackages ? text : id;
            case "severity" -> severity = Severity.of(text);
            case "pkglist" -> inPackages = false;
            case "update" -> {
                // SUSE takes advisories back so.
                if (!status.toLowerCase(Locale.ROOT).equals("retracted")) {
                    List<String> ids = new ArrayList<>();
                    ids.add(id);
                    ids.addAll(flaws);
                    sink.accept(List.copyOf(fixed), new Advisory(type.equals("security"), ids, severity));
                }
                fixed.clear();
            }
            default -> {
                // As above.
            }
        }
    }

    /** {@code [EPOCH:]VERSION-RELEASE}; an epoch of 0 is left out, as rpm prints it. */
    static String version(XMLStreamReader reader, String epochName, String versionName, String releaseName) {
        String epoch = RepomdFile.attribute(reader, epochName);
        String version = RepomdFile.attribute(reader, versionName);
        String release = RepomdFile.attribute(reader, releaseName);
        return (epoch.isEmpty() || epoch.equals("0") ? "" : epoch + ":")
                + version
                + (release.isEmpty() ? "" : "-" + release);
    }
}
