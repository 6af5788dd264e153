package org.imginspect.checks.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Parameter;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.kernel.Kernel;
import org.imginspect.facts.kernel.Kernels;

/** Flags kernels older than a marketplace's machines need. */
final class MinVersion implements Check {
    private static final Parameter VERSION =
            Parameter.version("version", "the oldest Linux that will do").withDefault("4.19");

    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.min-version",
                    Area.KERNEL,
                    Level.ERROR,
                    "The kernel that starts is new enough",
                    "install a newer kernel, or begin with a newer release of the distribution")
            .onRequest()
            .with(VERSION);

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<Kernels> kernels = context.facts().find(Kernels.class);
        if (kernels.isEmpty()) {
            return Verdict.notApplicable("no Linux kernel is installed");
        }
        String wanted = context.params().text(VERSION).orElseThrow();
        List<Finding> findings = new ArrayList<>();
        for (Kernel kernel : kernels.get().all()) {
            if (compare(kernel.release(), wanted) >= 0) {
                continue;
            }
            String message = "kernel " + kernel.release() + " is older than " + wanted;
            // What came with 4.19 and matters here, Red Hat has put into the 4.18 of its release 8.
            if (isEl8(kernel) && compare(wanted, "4.19") <= 0 && hasFailover(context, kernel)) {
                findings.add(Finding.of(Level.WARNING, message + ", though its maker has added net_failover"));
            } else {
                Level level = kernels.get().isDefault(kernel) ? Level.ERROR : Level.WARNING;
                findings.add(Finding.of(level, message));
            }
        }
        return Verdict.of(findings);
    }

    private static boolean isEl8(Kernel kernel) {
        return kernel.release().startsWith("4.18.") && kernel.release().contains(".el8");
    }

    private static boolean hasFailover(CheckContext context, Kernel kernel) throws ImageException {
        return kernel.hasBuiltIn("net_failover", "CONFIG_NET_FAILOVER", context.tree())
                || kernel.module("net_failover").isPresent();
    }

    /** By their numbers up to the first character that belongs to none: {@code 4.9.0-19-amd64} is before {@code 4.19}. */
    private static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            int endA = digits(a, i);
            int endB = digits(b, j);
            if (endA == i || endB == j) {
                // 4.19 is not older than 4.19.0, nor newer.
                return isZero(a, i) && isZero(b, j) ? 0 : Integer.compare(endA - i, endB - j);
            }
            int order = number(a.substring(i, endA), b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA < a.length() && a.charAt(endA) == '.' ? endA + 1 : a.length();
            j = endB < b.length() && b.charAt(endB) == '.' ? endB + 1 : b.length();
        }
    }

    private static boolean isZero(String text, int from) {
        for (int i = from; i < text.length() && (text.charAt(i) == '.' || Character.isDigit(text.charAt(i))); i++) {
            if (text.charAt(i) != '0' && text.charAt(i) != '.') {
                return false;
            }
        }
        return true;
    }

    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** By value, however long. */
    private static int number(String a, String b) {
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }
}
