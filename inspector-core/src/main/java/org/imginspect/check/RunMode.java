package org.imginspect.check;

import java.util.Locale;

/** When a check runs. */
public enum RunMode {
    /** In every scan that does not name other checks: what it finds is wrong wherever the image is published. */
    ALWAYS,
    /** When a profile or the request asks for it: what it looks for is right for one marketplace and wrong or without meaning for another. */
    ON_REQUEST,
    /** When deep checks or this one are asked for: it has to read most of the disk. */
    DEEP;

    /** As the reports print it: {@code on-request}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
