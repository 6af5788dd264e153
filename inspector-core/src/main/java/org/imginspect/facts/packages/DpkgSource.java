package org.imginspect.facts.packages;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.relations.DpkgRelations;
import org.imginspect.facts.packages.relations.OwnedPaths;
import org.imginspect.facts.packages.relations.Unmet;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** dpkg's database. */
final class DpkgSource implements PackageSource {
    static final GuestPath DPKG = GuestPath.of("/var/lib/dpkg");
    static final String MD5SUMS = ".md5sums";

    private static final GuestPath STATUS = DPKG.resolve("status");
    private static final GuestPath STATUS_D = DPKG.resolve("status.d");
    private static final GuestPath UPDATES = DPKG.resolve("updates");

    private final GuestTree tree;
    private final LongSet conffiles;

    private DpkgSource(GuestTree tree, LongSet conffiles) {
        this.tree = tree;
        this.conffiles = conffiles;
    }

    /** Empty if there is neither dpkg's file of states nor a directory of them. */
    static Optional<Packages> read(GuestTree tree) throws ImageException {
        StatusParser parser = new StatusParser(null);
        boolean found = parse(tree, parser);
        return found
                ? Optional.of(new Packages(
                        Packages.Manager.DPKG,
                        new ArrayList<>(parser.packages().values()),
                        new DpkgSource(tree, parser.conffiles())))
                : Optional.empty();
    }

    private static boolean parse(GuestTree tree, StatusParser parser) throws ImageException {
        Optional<byte[]> status = tree.bytes(STATUS);
        if (status.isPresent()) {
            parser.parse(status.get(), STATUS, null);
        }
        for (GuestName name : tree.list(UPDATES)) {
            if (isNumber(name)) {
                GuestPath file = UPDATES.resolve(name);
                parser.parse(tree.bytes(file).orElse(new byte[0]), file, null);
            }
        }
        boolean distroless = false;
        for (GuestName name : tree.list(STATUS_D)) {
            if (!name.text().endsWith(MD5SUMS)) {
                GuestPath file = STATUS_D.resolve(name);
                parser.parse(tree.bytes(file).orElse(new byte[0]), file, Packages.State.INSTALLED);
                distroless = true;
            }
        }
        return status.isPresent() || distroless;
    }

    @Override
    public PackageFiles files(Packages packages) throws ImageException {
        return DpkgFiles.read(tree, packages, conffiles);
    }

    @Override
    public void find(Packages packages, WantedPaths wanted, ListedVisitor visitor) throws ImageException {
        StatusParser parser = new StatusParser(wanted);
        parse(tree, parser);
        new DpkgListed(tree, wanted, parser.wantedDigests(), conffiles).find(packages, visitor);
    }

    @Override
    public List<String> licenses(Packages packages) {
        return Collections.nCopies(packages.all().size(), "");
    }

    @Override
    public List<List<Integer>> dependencies(Packages packages) throws ImageException {
        // Distroless images leave out what packages need to be configured only.
        if (!tree.list(STATUS_D).isEmpty()) {
            return List.of();
        }
        List<String> keys = new ArrayList<>();
        for (Packages.Entry each : packages.all()) {
            keys.add(each.name() + ":" + each.architecture());
        }
        return relations().met(keys);
    }

    @Override
    public List<Unmet> unmet(OwnedPaths files) throws ImageException {
        // Distroless images leave out what packages need to be configured only, so that status.d is not looked at.
        return relations().unmet();
    }

    private DpkgRelations relations() throws ImageException {
        DpkgRelations relations = new DpkgRelations();
        Optional<byte[]> status = tree.bytes(STATUS);
        if (status.isPresent()) {
            relations.add(status.get());
        }
        for (GuestName name : tree.list(UPDATES)) {
            if (isNumber(name)) {
                relations.add(tree.bytes(UPDATES.resolve(name)).orElse(new byte[0]));
            }
        }
        return relations;
    }

    @Override
    public void findAll(Packages packages, ListedVisitor visitor) throws ImageException {
        new DpkgDigests(tree, conffiles).findAll(packages, visitor);
    }

    static int lineEnd(byte[] text, int from) {
        int i = from;
        while (i < text.length && text[i] != '\n') {
            i++;
        }
        return i;
    }

    private static boolean isNumber(GuestName name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) < '0' || name.byteAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
