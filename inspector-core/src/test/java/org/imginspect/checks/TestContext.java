package org.imginspect.checks;

import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;

/** Runs one check over a tree for which the disk does not matter. */
public final class TestContext {
    private TestContext() {}

    public static Verdict evaluate(String id, FileTree files) throws ImageException {
        return evaluate(id, files, Limits.defaults());
    }

    public static Verdict evaluate(String id, FileTree files, Limits limits) throws ImageException {
        Check check = Catalogue.find(id).orElseThrow();
        GuestTree tree = new GuestTree(files, limits);
        Facts facts = new Facts(tree, TestFacts.storage(), Gatherers.all());
        return check.evaluate(new CheckContext(tree, TestFacts.storage(), facts, Params.NONE));
    }

    /** {@code ERROR /etc/shadow:2 message}: how a finding reads in these tests. */
    public static String text(Finding finding) {
        StringBuilder text = new StringBuilder(finding.level().toString());
        finding.file().ifPresent(file -> text.append(' ').append(file));
        finding.line().ifPresent(line -> text.append(':').append(line));
        return text.append(' ').append(finding.message()).toString();
    }

    /** The findings of a verdict in that form; none if it is no finding. */
    public static java.util.List<String> findings(Verdict verdict) {
        return verdict instanceof Verdict.Findings found
                ? found.findings().stream().map(TestContext::text).toList()
                : java.util.List.of();
    }
}
