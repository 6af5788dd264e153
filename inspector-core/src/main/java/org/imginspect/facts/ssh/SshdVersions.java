package org.imginspect.facts.ssh;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/** Which OpenSSH lies on the disk, and what its distribution changed in it. */
final class SshdVersions {
    private static final String[] PACKAGES = {"openssh-server", "openssh-server-pam", "openssh-server-common", "openssh"
    };
    private static final byte[] BANNER = "OpenSSH_".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 8 << 20;

    private SshdVersions() {}

    /** By the package that brings the program; for a program from no package by the text in it that it greets with. */
    static Optional<SshdVersion> find(GuestTree tree, Facts facts, GuestPath program) throws ImageException {
        boolean packaged = program.toString().startsWith("/usr/sbin/")
                || program.toString().startsWith("/usr/bin/");
        Optional<Packages> packages = packaged ? facts.find(Packages.class) : Optional.empty();
        if (packages.isPresent()) {
            for (String name : PACKAGES) {
                Optional<Packages.Entry> entry = packages.get().find(name);
                if (entry.isPresent() && entry.get().isInstalled()) {
                    Optional<SshdVersion> version =
                            SshdVersion.parse(entry.get().version().version());
                    if (version.isPresent()) {
                        return version;
                    }
                }
            }
        }
        return inProgram(tree, program);
    }

    private static Optional<SshdVersion> inProgram(GuestTree tree, GuestPath program) throws ImageException {
        Optional<ByteSource> opened = tree.open(program);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get()) {
            byte[] content = new byte[(int) Math.min(source.size(), MOST)];
            source.readFully(0, content, 0, content.length);
            for (int i = 0; i + BANNER.length + 16 < content.length; i++) {
                if (content[i] == BANNER[0] && startsWith(content, i)) {
                    Optional<SshdVersion> version =
                            SshdVersion.parse(new String(content, i + BANNER.length, 16, StandardCharsets.ISO_8859_1));
                    if (version.isPresent()) {
                        return version;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] content, int at) {
        for (int i = 0; i < BANNER.length; i++) {
            if (content[at + i] != BANNER[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether root may log in by password if nothing is set, though OpenSSH's authors say otherwise since 7.0: Red Hat kept it up to
     * 7.4 of Enterprise Linux 7, SUSE in Enterprise 15.
     */
    static boolean rootByPassword(Facts facts, Optional<SshdVersion> version) throws ImageException {
        Optional<OperatingSystem> system = facts.find(OperatingSystem.class);
        if (system.isEmpty() || version.isEmpty()) {
            return false;
        }
        return switch (system.get().family()) {
            case RED_HAT -> !version.get().isAtLeast(7, 5);
            case SUSE ->
                system.get()
                        .version()
                        .map(text -> text.startsWith("15") || text.startsWith("12"))
                        .orElse(false);
            default -> false;
        };
    }
}
