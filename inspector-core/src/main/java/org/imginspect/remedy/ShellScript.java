package org.imginspect.remedy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.report.Escape;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.ScanReport;

/** Writes {@code fix.sh}. */
final class ShellScript {
    private static final int MOST_FINDINGS = 40;
    private static final int LONGEST = 300;

    private final ScanReport report;
    private final List<Step> steps;
    private final List<ByHand> byHand;
    private final boolean shell;
    private final StringBuilder out = new StringBuilder();

    ShellScript(ScanReport report, List<Step> steps, List<ByHand> byHand, boolean shell) {
        this.report = report;
        this.steps = steps;
        this.byHand = byHand;
        this.shell = shell;
    }

    String text() {
        head();
        if (!steps.isEmpty()) {
            out.append('\n').append(ByHand.resource("frame.sh"));
            system();
            out.append('\n').append(ByHand.resource("prelude.sh"));
            functions();
            steps();
        }
        line("");
        comment("");
        if (byHand.isEmpty()) {
            comment("Nothing is left to do by hand.");
        } else {
            comment("Left to do by hand");
            byHand.forEach(this::byHand);
        }
        line("");
        line(
                steps.isEmpty()
                        ? "echo 'fix.sh: there is nothing that a script can mend'"
                        : "say '== done; look at the image again with imginspect'");
        return out.toString();
    }

    private void head() {
        line("#!/bin/sh");
        comment("Written by imginspect for " + report.image() + "; nothing of it was run.");
        comment("");
        if (steps.isEmpty()) {
            comment("There is nothing that a script can mend.");
            return;
        }
        if (!shell) {
            comment(
                    "THIS GUEST HAS NO /bin/sh: neither this script nor virt-customize can run in it. It tells what is to be");
            comment("done in the build of the image.");
            comment("");
        }
        comment(
                "Run it as root inside the guest, at the end of its build and before its last shutdown, or with virt-customize in a copy");
        comment(
                "of the image (fix.virt-customize). With --dry-run it only tells what it would do. It may be run twice.");
        comment("It stops at the first command that fails, and says in which step.");
        comment("");
        comment("It would mend:");
        for (Step step : steps) {
            comment("  " + step.info().id() + ": " + step.recipe().does());
            if (!step.recipe().loses().isEmpty()) {
                comment("    LOST: " + step.recipe().loses());
            }
        }
    }

    /** A script for one guest must not be run in another, least of all on the machine that it was written on. */
    private void system() {
        if (report.guest().isEmpty()) {
            return;
        }
        GuestInfo guest = report.guest().get();
        line("");
        line("# Only in the guest that this was written for.");
        line("wanted=" + ShellWords.quote(printable(guest.os())));
        line(
                "found=$(cat /etc/os-release /usr/lib/os-release 2>/dev/null | sed -n 's/^ID=//p' | head -n 1 | tr -d \"\\\"'\")");
        line("case $wanted in");
        line("  \"$found\"*) ;;");
        line("  *) echo \"fix.sh: this is $found, and the script is for $wanted\" >&2; exit 1 ;;");
        line("esac");
    }

    private static String printable(String text) {
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            kept.append(c >= 0x20 && c <= 0x7e ? c : '?');
        }
        return kept.toString();
    }

    private void functions() {
        line("");
        comment("The steps");
        Map<String, Recipe> written = new LinkedHashMap<>();
        for (Step step : steps) {
            if (written.putIfAbsent(step.function(), step.recipe()) == null) {
                line("");
                line(step.function() + "() {");
                for (String body : step.recipe().body()) {
                    line(body.isEmpty() ? "" : "  " + body);
                }
                line("}");
            }
        }
    }

    private void steps() {
        Set<Recipe.Need> needs = EnumSet.noneOf(Recipe.Need.class);
        boolean made = false;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (i == 0 || step.recipe().phase() != steps.get(i - 1).recipe().phase()) {
                if (!made && step.recipe().phase().compareTo(Phase.BOOT) > 0) {
                    regenerate(needs);
                    made = true;
                }
                line("");
                comment("---- " + step.recipe().phase().title());
            }
            step(step);
            needs.addAll(step.recipe().needs());
        }
        if (!made) {
            regenerate(needs);
        }
        line("");
        comment("---- At the very end");
        if (needs.contains(Recipe.Need.PACKAGES)) {
            line("step packages 'Removes what the package manager wrote down while packages were removed.'");
            line("forget_package_work");
        }
        line("step space 'Gives back what is free.'");
        line("release_space");
    }

    private void step(Step step) {
        line("");
        comment(step.info().id() + ": " + step.info().title());
        findings(step.mended());
        comment("Does: " + step.recipe().does());
        if (!step.recipe().loses().isEmpty()) {
            comment("LOST: " + step.recipe().loses());
        }
        step.arguments().assignments().forEach(this::line);
        line("step " + step.info().id() + " " + ShellWords.quote(step.recipe().does()));
        List<String> words = new ArrayList<>();
        words.add(step.function());
        words.addAll(step.arguments().words());
        line(String.join(" ", words));
    }

    private void findings(List<Finding> findings) {
        for (Finding finding : findings.subList(0, Math.min(findings.size(), MOST_FINDINGS))) {
            String where = finding.file().map(Object::toString).orElse("");
            if (finding.line().isPresent()) {
                where += ":" + finding.line().getAsInt();
            }
            comment("  " + finding.level().name().toLowerCase(java.util.Locale.ROOT) + ": " + where
                    + (where.isEmpty() ? "" : ": ") + finding.message());
        }
        if (findings.size() > MOST_FINDINGS) {
            comment("  and " + (findings.size() - MOST_FINDINGS) + " more");
        }
    }

    private void regenerate(Set<Recipe.Need> needs) {
        if (!needs.contains(Recipe.Need.INITRAMFS) && !needs.contains(Recipe.Need.GRUB)) {
            return;
        }
        line("");
        comment("---- Made anew, once, from what was changed above");
        if (needs.contains(Recipe.Need.INITRAMFS)) {
            line("step initramfs 'Makes the initial RAM file systems anew.'");
            line("regenerate_initramfs");
        }
        if (needs.contains(Recipe.Need.GRUB)) {
            line("step grub 'Makes the boot menu anew.'");
            line("regenerate_grub");
        }
    }

    private void byHand(ByHand left) {
        comment("");
        comment(left.id() + ": " + left.title());
        findings(left.findings());
        comment("Why: " + left.reason());
        if (!left.advice().isEmpty()) {
            comment("How to fix:");
            left.advice().forEach(advice -> comment("    " + advice));
        }
    }

    private void comment(String text) {
        String escaped = Escape.line(text);
        String cut = escaped.length() <= LONGEST ? escaped : escaped.substring(0, LONGEST) + "...";
        line(cut.isEmpty() ? "#" : "# " + cut);
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
