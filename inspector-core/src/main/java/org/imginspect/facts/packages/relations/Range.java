package org.imginspect.facts.packages.relations;

import org.imginspect.facts.packages.rpm.RpmRelation;
import org.imginspect.facts.packages.versions.RpmVersionOrder;

/** Whether two ranges of versions have one in common, as rpm's rpmverOverlap finds it. */
final class Range {
    static final long LESS = 2;
    static final long GREATER = 4;
    static final long EQUAL = 8;

    private Range() {}

    static boolean overlap(long flagsA, RpmVersion a, long flagsB, RpmVersion b) {
        if ((flagsA & RpmRelation.COMPARISON) == 0
                || (flagsB & RpmRelation.COMPARISON) == 0
                || a.isEmpty()
                || b.isEmpty()) {
            return true;
        }
        int order = number(a.epoch(), b.epoch());
        if (order == 0) {
            order = RpmVersionOrder.compare(a.version(), b.version());
        }
        if (order == 0) {
            if (!a.release().isEmpty() && !b.release().isEmpty()) {
                order = RpmVersionOrder.compare(a.release(), b.release());
            } else if ((!a.release().isEmpty() && (flagsB & EQUAL) != 0)
                    || (!b.release().isEmpty() && (flagsA & EQUAL) != 0)) {
                return true; // A version without a release stands for all of its releases.
            }
        }
        if (order < 0) {
            return (flagsA & GREATER) != 0 || (flagsB & LESS) != 0;
        }
        if (order > 0) {
            return (flagsA & LESS) != 0 || (flagsB & GREATER) != 0;
        }
        return ((flagsA & flagsB) & (LESS | GREATER | EQUAL)) != 0;
    }

    /** No epoch is 0. */
    private static int number(String a, String b) {
        return RpmVersionOrder.compare(a.isEmpty() ? "0" : a, b.isEmpty() ? "0" : b);
    }

    static String sign(long flags) {
        return ((flags & LESS) != 0 ? "<" : "")
                + ((flags & GREATER) != 0 ? ">" : "")
                + ((flags & EQUAL) != 0 ? "=" : "");
    }
}
