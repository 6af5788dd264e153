package org.imginspect.compare;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.imginspect.error.ImageException;
import org.imginspect.facts.users.Groups;

/** The groups and who is in them. */
final class GroupsSection implements Section<Map<String, Properties>> {
    @Override
    public String id() {
        return "groups";
    }

    @Override
    public String title() {
        return "Groups";
    }

    @Override
    public Map<String, Properties> look(ImageView image) throws ImageException {
        Map<String, Properties> seen = new LinkedHashMap<>();
        Optional<Groups> groups = image.facts().find(Groups.class);
        if (groups.isPresent()) {
            for (Groups.Group group : groups.get().groups()) {
                seen.putIfAbsent(
                        group.name(),
                        new Properties()
                                .with("gid", group.gid() < 0 ? "no number" : Long.toString(group.gid()))
                                .with(
                                        "members",
                                        group.members().isEmpty()
                                                ? "none"
                                                : String.join(", ", new TreeSet<>(group.members()))));
            }
        }
        return seen;
    }

    @Override
    public void compare(Map<String, Properties> before, Map<String, Properties> after, Differences found) {
        Properties.compareAll(before, after, found);
    }
}
