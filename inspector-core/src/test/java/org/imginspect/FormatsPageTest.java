package org.imginspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page docs/formats.md, which is made of the format sheets: {@code IMGINSPECT_GOLDEN=write} makes it anew. Each {@code package-info.java}
 * of a format holds at least one table
 *
 * <pre>{@code
 * <table>
 * <caption>Support: NAME</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>what</td><td>read</td><td></td></tr>
 * <tr><td><a href="https://…">its title</a></td><td>specification</td><td></td></tr>
 * </table>
 * }</pre>
 *
 * whose states are read, recognised (listed, its content not read), refused (by name) and ignored (has no bearing on what is read).
 */
class FormatsPageTest {
    private static final Path SOURCES = Path.of("src/main/java/org/imginspect");
    private static final Path PAGE = Path.of("../docs/formats.md");
    private static final Set<String> STATES = Set.of("read", "recognised", "refused", "ignored", "specification");
    private static final Pattern TABLE = Pattern.compile("<table>\\s*<caption>Support: (.*?)</caption>(.*?)</table>");
    private static final Pattern ROW =
            Pattern.compile("<tr>\\s*<td>(.*?)</td>\\s*<td>(.*?)</td>\\s*<td>(.*?)</td>\\s*</tr>");
    private static final Pattern LINK = Pattern.compile("<a href=\"(.*?)\">(.*?)</a>");

    private enum Layer {
        IMAGE("Containers"),
        PARTITION("Partition tables"),
        VOLUME("Volume managers"),
        FILESYSTEM("File systems");

        private final String title;

        Layer(String title) {
            this.title = title;
        }
    }

    private record Row(String feature, String state, String remark) {}

    private record Sheet(String name, List<Row> rows) {}

    @Test
    void thePageSaysWhatTheSheetsSay() throws IOException {
        String page = page();
        if ("write".equals(System.getenv("IMGINSPECT_GOLDEN"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE))
                .as("%s; IMGINSPECT_GOLDEN=write makes it anew", PAGE)
                .isEqualTo(page);
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("# Formats\n\n")
                .append("What is read, what is only recognised and what is refused, by name. This page is made of the"
                        + " format sheets ")
                .append("(`package-info.java` of each format) by a test. **read**: with all that follows from it."
                        + " **recognised**: listed ")
                .append("in the storage map, its content not read; if that should have been read, the scan is"
                        + " incomplete. **refused**: ")
                .append("the message names it. **ignored**: has no bearing on what is read.\n");
        for (Layer layer : Layer.values()) {
            page.append("\n## ").append(layer.title).append('\n');
            for (Sheet sheet : sheets(SOURCES.resolve(layer.name().toLowerCase(Locale.ROOT)))) {
                append(sheet, page);
            }
        }
        return page.toString();
    }

    private static void append(Sheet sheet, StringBuilder page) {
        page.append("\n### ").append(sheet.name).append("\n\n");
        List<String> links = new ArrayList<>();
        for (Row row : sheet.rows) {
            if (row.state.equals("specification")) {
                links.add(row.feature);
            }
        }
        if (!links.isEmpty()) {
            page.append("Specification: ").append(String.join(" · ", links)).append("\n\n");
        }
        page.append("| feature | | remark |\n|---|---|---|\n");
        for (Row row : sheet.rows) {
            if (!row.state.equals("specification")) {
                page.append("| ")
                        .append(row.feature)
                        .append(" | ")
                        .append(row.state)
                        .append(" | ");
                page.append(row.remark).append(row.remark.isEmpty() ? "|\n" : " |\n");
            }
        }
    }

    private static List<Sheet> sheets(Path layer) throws IOException {
        List<Path> formats;
        try (Stream<Path> found = Files.list(layer)) {
            formats = found.filter(Files::isDirectory).sorted().toList();
        }
        List<Sheet> sheets = new ArrayList<>();
        List<Sheet> last = new ArrayList<>();
        for (Path format : formats) {
            String text = Files.readString(format.resolve("package-info.java")).replaceAll("\\s*\\n \\*\\s*", " ");
            Matcher table = TABLE.matcher(text);
            int before = sheets.size() + last.size();
            while (table.find()) {
                Sheet sheet = new Sheet(markdown(table.group(1)), rows(table.group(2), format));
                // What is not read at all comes behind what is.
                (format.endsWith("recognised") ? last : sheets).add(sheet);
            }
            assertThat(sheets.size() + last.size()).as("sheets in %s", format).isGreaterThan(before);
        }
        sheets.addAll(last);
        return sheets;
    }

    private static List<Row> rows(String table, Path format) {
        List<Row> rows = new ArrayList<>();
        Matcher row = ROW.matcher(table);
        while (row.find()) {
            rows.add(new Row(markdown(row.group(1)), row.group(2).strip(), markdown(row.group(3))));
        }
        assertThat(rows).as("rows in %s", format).isNotEmpty().allMatch(one -> STATES.contains(one.state));
        assertThat(rows).as("rows in %s", format).hasSize(table.split("<tr>\\s*<td>", -1).length - 1);
        return rows;
    }

    private static String markdown(String html) {
        return LINK.matcher(html)
                .replaceAll("[$2]($1)")
                .replaceAll("\\{@(?:code|literal) ([^}]*)}", "`$1`")
                .replaceAll("</?code>", "`")
                .replaceAll("</?[bi]>", "*")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
