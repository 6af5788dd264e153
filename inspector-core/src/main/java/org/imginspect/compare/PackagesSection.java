package org.imginspect.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.Packages;
import org.imginspect.facts.packages.Packages.Entry;
import org.imginspect.facts.packages.Packages.Manager;
import org.imginspect.facts.packages.Packages.State;

/** The packages that the guest's manager knows; what is newer is for that manager's own order to say. */
final class PackagesSection implements Section<Optional<Packages>> {
    @Override
    public String id() {
        return "packages";
    }

    @Override
    public String title() {
        return "Packages";
    }

    @Override
    public Optional<Packages> look(ImageView image) throws ImageException {
        return image.facts().find(Packages.class);
    }

    @Override
    public void compare(Optional<Packages> before, Optional<Packages> after, Differences found) {
        Optional<Manager> was = before.map(Packages::manager);
        Optional<Manager> is = after.map(Packages::manager);
        if (!was.equals(is)) {
            found.add(new Change(
                    Change.Kind.CHANGED, "package manager", "", was.map(Manager::word), is.map(Manager::word)));
        }
        Map<String, List<Entry>> old = byName(before);
        Map<String, List<Entry>> now = byName(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            List<Entry> left = old.getOrDefault(name, List.of());
            List<Entry> right = now.getOrDefault(name, List.of());
            if (left.size() == 1 && right.size() == 1 && was.equals(is)) {
                compare(name, left.get(0), right.get(0), is.orElseThrow(), found);
            } else {
                compareMany(name, left, right, was.equals(is) ? is : Optional.empty(), found);
            }
        }
    }

    private static Map<String, List<Entry>> byName(Optional<Packages> packages) {
        Map<String, List<Entry>> found = new TreeMap<>();
        for (Entry each : packages.map(Packages::all).orElse(List.of())) {
            if (each.state() != State.NOT_INSTALLED) {
                found.computeIfAbsent(each.name(), any -> new ArrayList<>(1)).add(each);
            }
        }
        return found;
    }

    /** One package on each side, or the same architecture of one. */
    private static void compare(String name, Entry before, Entry after, Manager manager, Differences found) {
        String was = before.version().text();
        String is = after.version().text();
        if (!was.equals(is)) {
            int order = manager.order().compare(was, is);
            found.add(new Change(
                    order < 0 ? Change.Kind.UPGRADED : order > 0 ? Change.Kind.DOWNGRADED : Change.Kind.CHANGED,
                    name,
                    "version",
                    Optional.of(was),
                    Optional.of(is)));
        }
        if (!before.architecture().equals(after.architecture())) {
            found.add(Change.changed(name, "architecture", before.architecture(), after.architecture()));
        }
        if (before.state() != after.state()) {
            found.add(Change.changed(
                    name, "state", before.state().word(), after.state().word()));
        }
        if (before.held() != after.held()) {
            found.add(Change.changed(name, "selection", hold(before), hold(after)));
        }
    }

    private static String hold(Entry each) {
        return each.held() ? "hold" : "none";
    }

    /** Several of one name: of several architectures, or several kernels side by side. What has a partner of its architecture is compared with that. */
    private static void compareMany(
            String name, List<Entry> before, List<Entry> after, Optional<Manager> manager, Differences found) {
        List<Entry> left = new ArrayList<>(before);
        List<Entry> right = new ArrayList<>(after);
        for (Entry each : before) {
            if (right.remove(each)) {
                left.remove(each);
            }
        }
        Set<String> architectures = new LinkedHashSet<>();
        left.forEach(each -> architectures.add(each.architecture()));
        for (String architecture : architectures) {
            Optional<Entry> was = only(left, architecture);
            Optional<Entry> is = only(right, architecture);
            if (was.isPresent() && is.isPresent() && manager.isPresent()) {
                compare(name + ":" + architecture, was.get(), is.get(), manager.get(), found);
                left.remove(was.get());
                right.remove(is.get());
            }
        }
        boolean several = before.size() > 1 || after.size() > 1;
        left.forEach(each -> found.add(Change.removed(label(each, several), text(each))));
        right.forEach(each -> found.add(Change.added(label(each, several), text(each))));
    }

    private static Optional<Entry> only(List<Entry> entries, String architecture) {
        List<Entry> found = new ArrayList<>();
        for (Entry each : entries) {
            if (each.architecture().equals(architecture)) {
                found.add(each);
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String label(Entry each, boolean several) {
        return several && !each.architecture().isEmpty() ? each.name() + ":" + each.architecture() : each.name();
    }

    private static String text(Entry each) {
        return each.isInstalled()
                ? each.version().text()
                : each.version().text() + " (" + each.state().word() + ")";
    }
}
