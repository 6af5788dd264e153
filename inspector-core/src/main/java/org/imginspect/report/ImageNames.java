package org.imginspect.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.scan.ScanReport;

/**
 * What images are called in reports whose readers take every place for a path in a repository: relative, without {@code .} and
 * {@code ..}, and the same on every machine that has the image under that name. Not escaped.
 */
final class ImageNames {
    private ImageNames() {}

    /**
     * A name for each report, no two the same. An image that was named by a relative path keeps it; of an absolute path, or one that
     * goes up, the last part is enough unless two images share it.
     */
    static List<String> of(List<ScanReport> reports) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> uses = new HashMap<>();
        for (ScanReport report : reports) {
            String name = shortName(report.image());
            names.add(name);
            uses.merge(name, 1, Integer::sum);
        }
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (uses.getOrDefault(name, 1) > 1) {
                name = String.join("/", parts(reports.get(i).image()));
            }
            String distinct = name;
            for (int copy = 2; !taken.add(distinct); copy++) {
                distinct = name + " (" + copy + ")";
            }
            names.set(i, distinct);
        }
        return names;
    }

    private static String shortName(String image) {
        List<String> parts = parts(image);
        boolean leavesHere =
                image.startsWith("/") || List.of(image.split("/", -1)).contains("..");
        return leavesHere ? parts.get(parts.size() - 1) : String.join("/", parts);
    }

    private static List<String> parts(String image) {
        List<String> parts = new ArrayList<>();
        for (String part : image.split("/", -1)) {
            if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? List.of("image") : parts;
    }
}
