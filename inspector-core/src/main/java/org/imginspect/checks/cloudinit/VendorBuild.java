package org.imginspect.checks.cloudinit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;

/** Flags images for UCloud whose cloud-init is not the build that UCloud made. */
final class VendorBuild implements Check {
    private static final String NAME = "cloud-init";
    private static final String MARK = "ucloud";
    private static final String ANY = "any";

    private static final Parameter LISTED = Parameter.text(
            "listed",
            "the version of the build that is listed for the release, or any; without it UCloud's own list decides");

    private static final CheckInfo INFO = new CheckInfo(
                    "cloudinit.vendor-build",
                    Area.CLOUDINIT,
                    Level.ERROR,
                    "cloud-init is UCloud's build",
                    "install the build of cloud-init that UCloud offers for this release")
            .onRequest()
            .with(LISTED);

    /** ID and first number of VERSION_ID of os-release; the build that UCloud lists for it. */
    private record Listed(String id, String release, String version) {}

    private static final List<Listed> BUILDS = List.of(
            new Listed("rocky", "9", "23.4-7.el9.5.0.1.ucloud"),
            new Listed("rocky", "8", "23.4-7.el8.3.0.1.ucloud"),
            new Listed("rhel", "8", "23.4-7.el8.3.ucloud"),
            new Listed("ubuntu", "20.04", "24.1.3-1ubuntu1~20.04.5ucloud"),
            new Listed("ubuntu", "22.04", "24.1.3-1ubuntu2~22.04.5ucloud"),
            new Listed("ubuntu", "24.04", "24.1.3-0ubuntu3.3ucloud"),
            new Listed("centos", "9", "23.4-17.el9.ucloud"),
            new Listed("centos", "8", "22.1-8.el8.ucloud"),
            new Listed("centos", "7", "19.4-7.el7.7.ucloud"),
            // The one without the word.
            new Listed("centos", "6", "19.4+11.g158c661c-1.el6"));

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Packages> packages = context.facts().find(Packages.class);
        Optional<Packages.Entry> known = packages.flatMap(all -> all.find(NAME));
        if (packages.isEmpty() || known.isEmpty() || !known.get().isInstalled()) {
            Optional<CloudInit> program = context.facts().find(CloudInit.class);
            return program.isEmpty()
                    ? Verdict.notApplicable("cloud-init is not installed")
                    : Verdict.of(Finding.of(
                            Level.ERROR,
                            "cloud-init is no package's, and so not UCloud's build",
                            program.get().program()));
        }
        String version = known.get().version().text();
        Optional<Listed> listed = listed(context.facts().find(OperatingSystem.class));
        Optional<String> told = context.params().text(LISTED);
        Optional<String> build = told.filter(any -> !any.equals(ANY)).or(() -> listed.map(Listed::version));
        if (!isVendors(version, listed) && !build.equals(Optional.of(version))) {
            return Verdict.of(Finding.of(
                    Level.ERROR,
                    "cloud-init " + version + " is not UCloud's build"
                            + build.map(wanted -> ", which is " + wanted)
                                    .orElse("; UCloud lists none for this release")));
        }
        boolean older = build.isPresent()
                && !told.equals(Optional.of(ANY))
                && packages.get().manager().order().compare(version, build.get()) < 0;
        return older
                ? Verdict.of(Finding.of(
                        Level.WARNING,
                        "cloud-init " + version + " is older than the build that UCloud lists, " + build.get()))
                : Verdict.pass();
    }

    /** By the word in its version, which the listed build of CentOS 6 lacks: that one counts as it stands. */
    private static boolean isVendors(String version, Optional<Listed> listed) {
        return version.toLowerCase(Locale.ROOT).contains(MARK)
                || (listed.isPresent() && version.equals(listed.get().version()));
    }

    /** The package is UCloud's build, whatever release it is for. */
    static boolean isVendors(CheckContext context, Packages.Entry entry) throws ImageException {
        return isVendors(entry.version().text(), listed(context.facts().find(OperatingSystem.class)));
    }

    private static Optional<Listed> listed(Optional<OperatingSystem> system) {
        if (system.isEmpty()) {
            return Optional.empty();
        }
        String release = system.get().version().orElse("");
        for (Listed build : BUILDS) {
            if (build.id().equals(system.get().id())
                    && (release.equals(build.release()) || release.startsWith(build.release() + "."))) {
                return Optional.of(build);
            }
        }
        return Optional.empty();
    }
}
