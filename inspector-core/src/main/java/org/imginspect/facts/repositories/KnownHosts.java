package org.imginspect.facts.repositories;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.os.OperatingSystem;

/** The hosts that a distribution's packages are rightly taken from: its own, clouds' mirrors, and vendors who sign what they offer. */
public final class KnownHosts {
    private static final String RESOURCE = "hosts.txt";
    private static final int MOST_BYTES = 1 << 20;

    private final List<String> own;
    private final List<String> mirrors;
    private final List<String> vendors;

    private KnownHosts(List<String> own, List<String> mirrors, List<String> vendors) {
        this.own = own;
        this.mirrors = mirrors;
        this.vendors = vendors;
    }

    /** Those of this distribution. */
    public static KnownHosts of(OperatingSystem os) {
        List<String> own = new ArrayList<>();
        List<String> mirrors = new ArrayList<>();
        List<String> vendors = new ArrayList<>();
        for (String line : lines()) {
            String[] words = line.strip().split(" +", -1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            List<String> hosts = List.of(words).subList(1, words.length);
            if (words[0].equals(os.id())) {
                own.addAll(hosts);
            } else if (words[0].equals("cloud")) {
                mirrors.addAll(hosts);
            } else if (words[0].equals("vendor")) {
                vendors.addAll(hosts);
            }
        }
        return new KnownHosts(own, mirrors, vendors);
    }

    /** Whether the distribution itself runs the host. */
    public boolean isOfficial(String host) {
        return own.stream().anyMatch(pattern -> matches(pattern, host));
    }

    /** Whether it is official, or a mirror that a cloud keeps. */
    public boolean isMirror(String host) {
        return isOfficial(host) || mirrors.stream().anyMatch(pattern -> matches(pattern, host));
    }

    /** Whether it is official, a cloud's mirror or a vendor's. */
    public boolean isMaintained(String host) {
        return isMirror(host) || vendors.stream().anyMatch(pattern -> matches(pattern, host));
    }

    /** {@code .debian.org}, {@code rhui*.microsoft.com}: an asterisk stands for any part of one label. */
    private static boolean matches(String pattern, String host) {
        if (pattern.startsWith(".")) {
            return host.endsWith(pattern) || host.equals(pattern.substring(1));
        }
        String[] wanted = pattern.split("\\.", -1);
        String[] labels = host.split("\\.", -1);
        if (wanted.length != labels.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            int star = wanted[i].indexOf('*');
            boolean fits = star < 0
                    ? wanted[i].equals(labels[i])
                    : labels[i].length() >= wanted[i].length() - 1
                            && labels[i].startsWith(wanted[i].substring(0, star))
                            && labels[i].endsWith(wanted[i].substring(star + 1));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static List<String> lines() {
        try (InputStream in = KnownHosts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing");
            }
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
