package org.imginspect.facts.cloudinit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.guest.GuestPath;

/**
 * Configuration on the kernel's command line, as {@code util.read_cc_from_cmdline} takes it: {@code cc: YAML end_cc}, percent-encoded or
 * not, with {@code \n} for line ends.
 *
 * @param text the YAML
 * @param file where the first {@code cc:} is written
 * @param line the line there, from 1
 */
record CommandLineConfig(String text, GuestPath file, int line) {
    private static final String BEGIN = "cc:";
    private static final String END = "end_cc";

    /** Empty if the default entries hold none, or there is no boot loader. */
    static Optional<CommandLineConfig> find(Facts facts) throws ImageException {
        List<BootEntry> entries =
                facts.find(BootConfig.class).map(BootConfig::defaultEntries).orElse(List.of());
        Optional<CommandLineConfig> first = Optional.empty();
        for (int i = 0; i < entries.size(); i++) {
            Optional<CommandLineConfig> one = of(entries.get(i));
            if (i > 0 && !one.map(CommandLineConfig::text).equals(first.map(CommandLineConfig::text))) {
                throw new UnsupportedFeatureException(
                        "cloud-init: configuration (cc:) on the command line of one boot menu and not of another",
                        entries.get(i).file().toString());
            }
            first = i == 0 ? one : first;
        }
        return first;
    }

    private static Optional<CommandLineConfig> of(BootEntry entry) {
        BootEntry.Argument first = null;
        StringBuilder all = new StringBuilder();
        for (BootEntry.Argument argument : entry.arguments()) {
            if (first == null && argument.text().contains(BEGIN)) {
                first = argument;
            }
            all.append(all.isEmpty() ? "" : " ").append(argument.text());
        }
        if (first == null) {
            return Optional.empty();
        }
        return Optional.of(new CommandLineConfig(extract(all.toString()), first.file(), first.line()));
    }

    static String extract(String commandLine) {
        List<String> parts = new ArrayList<>();
        int begin = commandLine.indexOf(BEGIN);
        while (begin >= 0) {
            int from = begin + BEGIN.length();
            int end = commandLine.indexOf(END, from);
            end = end < 0 ? commandLine.length() : end;
            parts.add(unquote(commandLine.substring(from, end).stripLeading()).replace("\\n", "\n"));
            begin = commandLine.indexOf(BEGIN, Math.min(commandLine.length(), end + END.length()));
        }
        return String.join("\n", parts);
    }

    /** Percent-decoding that leaves alone what is none, as Python's. */
    private static String unquote(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean encoded = c == '%'
                    && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0;
            if (c == '%' && !encoded) {
                safe.append("%25");
            } else if (c == '+') {
                safe.append("%2B");
            } else {
                safe.append(c);
            }
        }
        return URLDecoder.decode(safe.toString(), StandardCharsets.UTF_8);
    }
}
