package org.imginspect.facts.repositories;

import java.util.Locale;
import org.imginspect.guest.GuestPath;

/**
 * An address that a repository is read from.
 *
 * @param uri as it is written, variables replaced as far as they are known; it may hold a password, so print {@link #shown} instead
 * @param role what lies there
 * @param line from 1
 */
public record Location(String uri, Role role, GuestPath file, int line) {
    /** What lies at an address. */
    public enum Role {
        /** The repository itself. */
        BASE,
        /** A list of addresses. */
        MIRRORS
    }

    /** Lower case, without apt's prefixes {@code mirror+} and {@code tor+}: {@code https}; {@code file} for a plain path. */
    public String scheme() {
        int colon = uri.indexOf(':');
        if (colon <= 0 || uri.indexOf('/') < colon) {
            return "file";
        }
        String scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT);
        String last = scheme.substring(scheme.lastIndexOf('+') + 1);
        return last.equals("mirror") ? "http" : last;
    }

    /** Lower case, without user, password and port; empty if there is none, as for a file. */
    public String host() {
        int start = uri.indexOf("://");
        if (start < 0) {
            return "";
        }
        int from = start + 3;
        int end = authorityEnd(from);
        String authority = uri.substring(from, end);
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        if (host.startsWith("[")) {
            int close = host.indexOf(']');
            return (close < 0 ? host : host.substring(0, close + 1)).toLowerCase(Locale.ROOT);
        }
        int colon = host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }

    /** Whether whoever is on the way to the host can read and change what is sent. */
    public boolean isPlain() {
        return scheme().equals("http") || scheme().equals("ftp");
    }

    /** Whether it leads to a host, and not to a file, a directory or a medium. */
    public boolean isRemote() {
        return !host().isEmpty();
    }

    /** The address without user and password. */
    public String shown() {
        int start = uri.indexOf("://");
        if (start < 0) {
            return uri;
        }
        int end = authorityEnd(start + 3);
        int at = uri.lastIndexOf('@', end);
        return at < start ? uri : uri.substring(0, start + 3) + uri.substring(at + 1);
    }

    private int authorityEnd(int from) {
        int end = from;
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
            end++;
        }
        return end;
    }
}
