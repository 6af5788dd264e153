package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.imginspect.check.Check;
import org.imginspect.checks.Catalogue;
import org.junit.jupiter.api.Test;

class HtmlMarkdownTest {
    @Test
    void thePartsThatPagesAreMadeOfAreTold() {
        List<HtmlNode> sections = HtmlMarkdown.sections("""
                # ssh.some-check

                ## Why

                One line
                and `code` with **strong** words.

                - first `a`
                  goes on
                - second

                ## Fails

                ```tree
                expect: error
                ```

                ## How to fix

                ```sh
                rm -f x
                # no heading

                end
                ```
                """);
        assertThat(sections.toString()).isNotEmpty();
        assertThat(sections).hasSize(2);
        assertThat(sections.get(0).values().toString())
                .isEqualTo("{heading=Why, blocks=["
                        + "{code=false, hasItems=false, lines=[], items=[], hasParagraph=true, paragraph=["
                        + "{plain=One line and , code=, strong=}, {plain=, code=code, strong=}, {plain= with , code=, strong=}, "
                        + "{plain=, code=, strong=strong}, {plain= words., code=, strong=}]}, "
                        + "{code=false, hasItems=true, lines=[], items=["
                        + "{spans=[{plain=first , code=, strong=}, {plain=, code=a, strong=}, {plain= goes on, code=, strong=}]}, "
                        + "{spans=[{plain=second, code=, strong=}]}], hasParagraph=false, paragraph=[]}]}");
        assertThat(sections.get(1).values().toString())
                .contains("heading=How to fix", "lines=[rm -f x, # no heading, , end]");
    }

    @Test
    void whatIsNotKnownStaysText() {
        assertThat(HtmlMarkdown.spans("a <b> [x](javascript:y) `open **bold")).hasSize(1);
        assertThat(HtmlMarkdown.sections("")).isEmpty();
        assertThat(HtmlMarkdown.sections("## Why\n\n```sh\nnever closed")
                        .get(0)
                        .values()
                        .toString())
                .contains("never closed");
    }

    @Test
    void everyPageHasAWhyAndAWayToMend() {
        for (Check check : Catalogue.all()) {
            List<HtmlNode> sections =
                    HtmlMarkdown.sections(Catalogue.page(check.info().id()));
            List<String> headings = sections.stream()
                    .map(HtmlNode::values)
                    .map((Map<String, Object> section) -> String.valueOf(section.get("heading")))
                    .toList();
            assertThat(headings)
                    .as(check.info().id())
                    .contains("Why", "How to fix")
                    .doesNotContain("Fails", "Passes", "Does not apply");
        }
    }
}
