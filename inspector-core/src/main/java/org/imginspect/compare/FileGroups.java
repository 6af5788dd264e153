package org.imginspect.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Very many changed files, put together by the directories they lie in. Nothing is left out: each is counted in one group. */
final class FileGroups {
    /** From more changes than these on. */
    private static final int MANY = 60;

    /** The most groups, unless the top of the tree alone has more directories. */
    private static final int MOST_GROUPS = 40;

    /**
     * Changes in one directory.
     *
     * @param directory ends with a slash; what lies in directories below may be among it
     */
    record Group(String directory, List<Change> changes) {}

    private FileGroups() {}

    static boolean areNeeded(List<Change> changes) {
        return changes.size() > MANY;
    }

    /** By directories as deep as they can be without becoming too many. */
    static List<Group> of(List<Change> changes) {
        int depth = 1;
        Map<String, List<Change>> groups = at(depth, changes);
        while (true) {
            Map<String, List<Change>> finer = at(depth + 1, changes);
            if (finer.size() > MOST_GROUPS || finer.size() == groups.size()) {
                break;
            }
            groups = finer;
            depth++;
        }
        List<Group> list = new ArrayList<>();
        groups.forEach((directory, inside) -> list.add(new Group(directory, inside)));
        return list;
    }

    private static Map<String, List<Change>> at(int depth, List<Change> changes) {
        Map<String, List<Change>> groups = new TreeMap<>();
        for (Change change : changes) {
            groups.computeIfAbsent(directory(change.subject(), depth), any -> new ArrayList<>())
                    .add(change);
        }
        return groups;
    }

    /** The first {@code depth} directories of a path: {@code /var/lib/} of {@code /var/lib/app/x} at 2. */
    private static String directory(String path, int depth) {
        int end = 0;
        for (int i = 0; i < depth; i++) {
            int slash = path.indexOf('/', end + 1);
            if (slash < 0) {
                break;
            }
            end = slash;
        }
        return path.substring(0, end + 1);
    }

    /** {@code 3 added, 1 changed}. */
    static String counts(List<Change> changes) {
        StringBuilder text = new StringBuilder();
        for (Change.Kind kind : Change.Kind.values()) {
            int count = 0;
            for (Change change : changes) {
                count += change.kind() == kind ? 1 : 0;
            }
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(kind.words());
            }
        }
        return text.toString();
    }
}
