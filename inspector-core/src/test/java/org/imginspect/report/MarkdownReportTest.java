package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Markdown is read back by commonmark-java, which knows nothing of how it was written. */
class MarkdownReportTest {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create(), AutolinkExtension.create());

    /** What GitHub and GitLab look for in text: mentions, issues, merge requests, commits, snippets, labels, emoji, formulas, addresses. */
    private static final Pattern REFERENCE = Pattern.compile("@\\w|#\\d|!\\d|\\$\\S|~\\w|%\\w|&\\w+;|GH-\\d|:\\w+:"
            + "|\\b(?=\\w*\\d)[0-9a-f]{7,40}\\b|https?:|www\\.|\\w@\\w|\\[\\[|^/\\w");

    private static final Pattern OUR_HTML = Pattern.compile("</?(details|summary|b|code)>");

    private static String markdown(ScanReport... reports) throws Exception {
        StringWriter out = new StringWriter();
        ReportFormat.named("markdown").orElseThrow().write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    /** What a reader of the page would meet. */
    private static final class Seen extends AbstractVisitor {
        private final List<String> forbidden = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private final List<String> codes = new ArrayList<>();
        private final List<Integer> cells = new ArrayList<>();
        private int tables;

        static Seen of(String markdown) {
            Seen seen = new Seen();
            Parser.builder().extensions(EXTENSIONS).build().parse(markdown).accept(seen);
            return seen;
        }

        @Override
        public void visit(Link link) {
            forbidden.add("link to " + link.getDestination());
        }

        @Override
        public void visit(Image image) {
            forbidden.add("image of " + image.getDestination());
        }

        @Override
        public void visit(LinkReferenceDefinition definition) {
            forbidden.add("link definition " + definition.getDestination());
        }

        @Override
        public void visit(FencedCodeBlock block) {
            forbidden.add("code block " + block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            forbidden.add("code block " + block.getLiteral());
        }

        @Override
        public void visit(HtmlInline html) {
            html(html.getLiteral());
        }

        @Override
        public void visit(HtmlBlock html) {
            html(html.getLiteral());
        }

        private void html(String html) {
            String others = OUR_HTML.matcher(html).replaceAll("");
            if (others.contains("<") || others.contains(">")) {
                forbidden.add("HTML " + html);
            }
            // In elements that are no code, as a browser sees it.
            String outside =
                    OUR_HTML.matcher(html.replaceAll("<code>[^<]*</code>", "")).replaceAll("");
            texts.add(outside);
        }

        @Override
        public void visit(Text text) {
            texts.add(text.getLiteral());
        }

        @Override
        public void visit(Code code) {
            codes.add(code.getLiteral());
        }

        @Override
        public void visit(CustomBlock block) {
            tables += block instanceof TableBlock ? 1 : 0;
            visitChildren(block);
        }

        @Override
        public void visit(CustomNode node) {
            if (node instanceof TableCell && node.getPrevious() == null) {
                int count = 0;
                for (Node cell = node; cell != null; cell = cell.getNext()) {
                    count++;
                }
                cells.add(count);
            }
            visitChildren(node);
        }
    }

    private static Seen assertHarmless(String markdown) {
        Seen seen = Seen.of(markdown);
        assertThat(seen.forbidden).as(markdown).isEmpty();
        assertThat(seen.texts)
                .as(markdown)
                .noneMatch(text -> REFERENCE.matcher(text).find());
        assertThat(markdown.lines()).as("quick actions").noneMatch(line -> line.startsWith("/"));
        assertThat(markdown).doesNotContain("\u001b", "\r", "\u202e", "\u200b", "\u0000");
        assertThat(markdown.length()).isLessThanOrEqualTo(60_000);
        return seen;
    }

    @Test
    void theVerdictComesFirstThenTheMarketplacesInATable() throws Exception {
        String markdown = markdown(MarketplaceReports.judged("images/debian.qcow2"));
        Golden.assertSame("judged.md", markdown);
        Seen seen = assertHarmless(markdown);
        assertThat(seen.tables).isEqualTo(1);
        assertThat(seen.cells).containsExactly(6, 6, 6);
        assertThat(markdown).startsWith("## ❌ imginspect: `images/debian.qcow2` fails\n");
    }

    @Test
    void whatChangedIsToldInGroups() throws Exception {
        String markdown = markdown(MarketplaceReports.compared("images/debian.qcow2"));
        Golden.assertSame("compared.md", markdown);
        assertHarmless(markdown);
    }

    @Test
    void withoutMarketplacesItGoesCheckByCheck() throws Exception {
        String markdown = markdown(SampleReports.failing("a.qcow2"), SampleReports.unopened("c.qcow2"));
        Golden.assertSame("several.md", markdown);
        assertHarmless(markdown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@everyone #1 GH-1 owner/repo#2 !3 $4 ~label %milestone &epic :smile: $x$ deadbee1 0123456789abcdef",
                "[text](http://evil.example) ![i](x) <http://evil.example> http://evil.example www.evil.example a@evil.example",
                "| a | b | \\| c \\\\| `|` ``|`` \\`",
                "`` ` ``` ```` a`b`c` `[x](y)` ``<img src=x>`` \\` x",
                "</summary></details><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; <!-- --> <![CDATA[ ]]>",
                "# heading\n\n- list\n\n/close\n/merge\n> quote\n\n[a]: http://evil.example\n\n```\ncode\n```\n\n    code",
                "*em* **strong** _em_ __strong__ ~~del~~ [^1] [[wiki]] [ ] [x] {+add+} {-del-} == || --- *** ___",
                "\u001b[31mred\u0007\u202etxt.exe\u200b\u2028\ud800 \u00a0nbsp \u3000wide",
                "(@a) '@b' \"@c\" @d, @e. :f: (http://x) h!`[x](y)` 1) 1. + -"
            })
    void guestTextStaysText(String evil) throws Exception {
        for (boolean compared : new boolean[] {false, true}) {
            Seen seen = assertHarmless(markdown(MarketplaceReports.evil(evil, compared)));
            assertThat(seen.tables).isEqualTo(1);
            assertThat(seen.cells).containsOnly(6);
        }
        assertHarmless(markdown(SampleReports.evil(), MarketplaceReports.evil(evil, false)));
    }

    @Test
    void aCodeSpanShowsWhatItWasGiven() throws Exception {
        for (String text : List.of("a`b", "`", "``x", "x`", "\\", "a\\|b", " ", " x ", "a  b", "<b>&amp;")) {
            Seen seen = Seen.of("x " + MarkdownText.code(text) + "\n");
            assertThat(seen.codes).as(text).containsExactly(text);
        }
    }

    @Test
    void whatDoesNotFitIntoACommentIsCountedNotSilentlyLost() throws Exception {
        List<Finding> many = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(Finding.of(Level.ERROR, "x".repeat(3_000), GuestPath.of("/file" + i)));
        }
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            results.add(SampleReports.result("ssh.check-" + i, Area.SSH, "All is well", "mend", Verdict.of(many)));
        }
        ScanReport plain = SampleReports.failing("a.qcow2");
        String markdown = markdown(new ScanReport(
                plain.image(),
                plain.failure(),
                plain.engine(),
                plain.fallbackReason(),
                plain.storage(),
                plain.rootProblem(),
                plain.guest(),
                results,
                plain.notRun(),
                List.of(),
                List.of(),
                List.of(),
                plain.failOn(),
                plain.timings()));
        assertHarmless(markdown);
        int shown = markdown.split("<details><summary>❌").length - 1;
        assertThat(shown).isPositive();
        assertThat(markdown)
                .endsWith("**Cut to fit into a comment.** Left out: " + (100 - shown)
                        + " checks with findings. The JSON and HTML reports have everything.\n")
                .contains("(2400 more characters)", "… and 4990 more");
    }
}
