package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** Looks for chrony, systemd-timesyncd, the ntp daemons, OpenNTPD, busybox's ntpd, phc2sys, and jobs of cron's that run ntpdate. */
public final class TimeSyncGatherer implements FactGatherer<TimeSync> {
    private static final List<String> CHRONY = List.of("/etc/chrony/chrony.conf", "/etc/chrony.conf");
    private static final List<String> NTP = List.of("/etc/ntpsec/ntp.conf", "/etc/ntp.conf");
    private static final List<String> OPENNTPD = List.of("/etc/openntpd/ntpd.conf", "/etc/ntpd.conf");
    private static final GuestPath BUSYBOX = GuestPath.of("/etc/conf.d/ntpd");
    private static final GuestPath IF_UP = GuestPath.of("/etc/network/if-up.d/ntpdate");
    private static final GuestPath NTPDATE = GuestPath.of("/etc/default/ntpdate");
    private static final int MOST_FILES = 256;

    /** Stateless. */
    public TimeSyncGatherer() {}

    @Override
    public Class<TimeSync> type() {
        return TimeSync.class;
    }

    @Override
    public Optional<TimeSync> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<BootServices> boot = others.find(BootServices.class);
        if (boot.isEmpty()) {
            return Optional.empty();
        }
        List<TimeSync.Source> sources = new ArrayList<>();
        services(tree, boot.get(), sources);
        if (tree.exists(IF_UP)) {
            String settings = tree.text(NTPDATE).orElse("");
            boolean server = settings.contains("NTPSERVERS=") && !settings.contains("NTPSERVERS=\"\"");
            sources.add(new TimeSync.Source(
                    "ntpdate",
                    true,
                    "runs when an interface comes up",
                    Optional.of(IF_UP),
                    OptionalInt.empty(),
                    server,
                    Optional.of(NTPDATE)));
        }
        cron(tree, sources);
        return Optional.of(new TimeSync(sources));
    }

    private static void services(GuestTree tree, BootServices boot, List<TimeSync.Source> sources)
            throws ImageException {
        for (String unit : List.of("chrony", "chronyd")) {
            if (isThere(boot, unit, "/usr/sbin/chronyd", tree)) {
                Optional<GuestPath> config = first(tree, CHRONY);
                add(boot, unit, config.isPresent() && chrony(tree, config.get(), new int[1]), config, sources);
            }
        }
        if (isThere(boot, "systemd-timesyncd", "/", tree)) {
            add(boot, "systemd-timesyncd", Timesyncd.hasServer(tree), Optional.of(Timesyncd.MAIN), sources);
        }
        for (String unit : List.of("ntp", "ntpsec", "ntpd")) {
            if (isThere(boot, unit, "/", tree)) {
                boolean busybox = unit.equals("ntpd") && tree.exists(BUSYBOX);
                Optional<GuestPath> config = busybox ? Optional.of(BUSYBOX) : first(tree, NTP);
                boolean server = config.isPresent()
                        && (busybox
                                ? tree.text(BUSYBOX).orElse("").contains("-p")
                                : lists(tree, config.get(), List.of("server", "pool", "peer", "broadcastclient")));
                add(boot, unit, server, config, sources);
            }
        }
        if (isThere(boot, "openntpd", "/", tree)) {
            Optional<GuestPath> config = first(tree, OPENNTPD);
            add(
                    boot,
                    "openntpd",
                    config.isPresent() && lists(tree, config.get(), List.of("server", "servers", "sensor")),
                    config,
                    sources);
        }
        if (isThere(boot, "phc2sys", "/", tree)) {
            add(boot, "phc2sys", true, Optional.empty(), sources);
        }
    }

    private static boolean isThere(BootServices boot, String unit, String program, GuestTree tree)
            throws ImageException {
        return tree.exists(GuestPath.of(program))
                && (boot.find(unit).isPresent() || boot.start(unit).atBoot());
    }

    private static void add(
            BootServices boot, String unit, boolean server, Optional<GuestPath> config, List<TimeSync.Source> into)
            throws ImageException {
        Start start = boot.start(unit);
        into.add(new TimeSync.Source(unit, start.atBoot(), start.why(), start.because(), start.line(), server, config));
    }

    private static Optional<GuestPath> first(GuestTree tree, List<String> files) throws ImageException {
        for (String file : files) {
            if (tree.exists(GuestPath.of(file))) {
                return Optional.of(GuestPath.of(file));
            }
        }
        return Optional.empty();
    }

    /** chrony.conf(5): {@code server}, {@code pool}, {@code peer}, or a reference clock such as KVM's {@code refclock PHC /dev/ptp0}. */
    private static boolean chrony(GuestTree tree, GuestPath file, int[] read) throws ImageException {
        if (++read[0] > MOST_FILES) {
            throw new UnsupportedFeatureException(
                    "chrony: more than " + MOST_FILES + " files are included", file.toString());
        }
        boolean found = false;
        for (String line : tree.lines(file).orElse(List.of())) {
            List<String> words = Words.of(line);
            if (found || words.size() < 2) {
                continue;
            }
            String directive = words.get(0).toLowerCase(Locale.ROOT); // In whatever case, chrony's conf.c says.
            switch (directive) {
                case "server", "pool", "peer", "refclock" -> found = true;
                case "confdir", "sourcedir" -> {
                    String suffix = directive.equals("confdir") ? ".conf" : ".sources";
                    for (String directory : words.subList(1, words.size())) {
                        found |= chronyDirectory(tree, directory, suffix, read);
                    }
                }
                case "include" -> {
                    for (GuestPath included :
                            words.get(1).startsWith("/") && words.get(1).indexOf('\0') < 0
                                    ? tree.glob(words.get(1))
                                    : List.<GuestPath>of()) {
                        found |= chrony(tree, included, read);
                    }
                }
                default -> {
                    // Says nothing of servers.
                }
            }
        }
        return found;
    }

    private static boolean chronyDirectory(GuestTree tree, String directory, String suffix, int[] read)
            throws ImageException {
        if (!directory.startsWith("/") || directory.indexOf('\0') >= 0) {
            return false;
        }
        boolean found = false;
        for (GuestName name : tree.list(GuestPath.of(directory))) {
            if (name.text().endsWith(suffix)) {
                found |= chrony(tree, GuestPath.of(directory).resolve(name), read);
            }
        }
        return found;
    }

    private static boolean lists(GuestTree tree, GuestPath file, List<String> directives) throws ImageException {
        for (String line : tree.lines(file).orElse(List.of())) {
            List<String> words = Words.of(line);
            if ((words.size() > 1 && directives.contains(words.get(0))) || words.equals(List.of("broadcastclient"))) {
                return true;
            }
        }
        return false;
    }

    /** ntpdate, sntp or rdate as a job of root's. */
    private static void cron(GuestTree tree, List<TimeSync.Source> sources) throws ImageException {
        List<GuestPath> files = new ArrayList<>();
        for (String file : List.of(
                "/etc/crontab", "/var/spool/cron/root", "/var/spool/cron/crontabs/root", "/var/spool/cron/tabs/root")) {
            files.add(GuestPath.of(file));
        }
        for (GuestName name : tree.list(GuestPath.of("/etc/cron.d"))) {
            if (!isLeftOut(name.text())) {
                files.add(GuestPath.of("/etc/cron.d").resolve(name));
            }
        }
        for (GuestPath file : files) {
            List<String> lines = tree.lines(file).orElse(List.of());
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty() && line.charAt(0) != '#' && setsClock(line)) {
                    sources.add(new TimeSync.Source(
                            "cron",
                            true,
                            "cron runs it",
                            Optional.of(file),
                            OptionalInt.of(i + 1),
                            true,
                            Optional.of(file)));
                }
            }
        }
    }

    /** What neither Debian's cron nor cronie reads in /etc/cron.d. */
    private static boolean isLeftOut(String name) {
        return name.startsWith(".")
                || name.startsWith("#")
                || name.endsWith("~")
                || name.endsWith(".rpmsave")
                || name.endsWith(".rpmorig")
                || name.endsWith(".rpmnew");
    }

    private static boolean setsClock(String line) {
        for (String word : Words.split(line, " \t;&|")) {
            String program = word.substring(word.lastIndexOf('/') + 1);
            if (program.equals("ntpdate")
                    || program.equals("sntp")
                    || program.equals("rdate")
                    || program.equals("ntpdig")) {
                return true;
            }
        }
        return false;
    }
}
