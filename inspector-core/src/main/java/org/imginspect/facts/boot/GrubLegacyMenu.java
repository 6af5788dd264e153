package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.ImageException;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.facts.boot.BootMenu.Loader;
import org.imginspect.facts.boot.BootMenu.Timeout;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** The menu of GRUB 0.97: {@code grub.conf} or {@code menu.lst}, one command a line, no variables. */
final class GrubLegacyMenu {
    private final GrubDevices devices;
    private final GuestPath file;
    private final String home;
    private final List<BootEntry> entries = new ArrayList<>();
    private String title = "";
    private int titleLine;
    private String root;
    private Optional<BootFile> kernel = Optional.empty();
    private List<BootFile> initrds = List.of();
    private List<Argument> arguments = List.of();

    private GrubLegacyMenu(GrubDevices devices, GuestPath file, String home) {
        this.devices = devices;
        this.file = file;
        this.home = home;
        this.root = home;
    }

    static BootMenu read(GuestTree tree, StorageMap storage, GuestPath file, GuestPath real) throws ImageException {
        GrubDevices devices = new GrubDevices(tree, storage);
        GrubLegacyMenu menu =
                new GrubLegacyMenu(devices, file, devices.home(real).device());
        return menu.read(tree, tree.lines(real).orElse(List.of()));
    }

    private BootMenu read(GuestTree tree, List<String> lines) throws ImageException {
        String choice = "0";
        Timeout timeout = Timeout.unsaid(OptionalLong.empty(), file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int end = 0;
            while (end < line.length() && " \t=".indexOf(line.charAt(end)) < 0) {
                end++;
            }
            String rest = line.substring(end).replaceFirst("^[ \t]*=?[ \t]*", "");
            switch (line.substring(0, end)) {
                case "default" -> choice = rest;
                case "timeout" -> timeout = timeout(rest.strip(), i + 1);
                case "title" -> {
                    finish();
                    title = rest;
                    titleLine = i + 1;
                }
                case "root", "rootnoverify" -> root = device(rest);
                case "uuid" -> root = devices.search("fs-uuid", rest).orElse(root);
                case "kernel" -> kernel(rest, i + 1);
                case "initrd" -> initrds = List.of(bootFile(rest, i + 1));
                default -> {
                    // Colours, passwords, chain loading.
                }
            }
        }
        finish();
        if (choice.equals("saved")) {
            choice = tree.lines(file.parent().orElseThrow().resolve("default"))
                    .flatMap(saved -> saved.stream().findFirst())
                    .orElse("0");
        }
        return new BootMenu(Loader.GRUB_LEGACY, file, entries, pick(choice), Optional.of(choice), timeout);
    }

    private Timeout timeout(String text, int line) {
        boolean number = !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return new Timeout(
                number ? OptionalLong.of(1000 * Long.parseLong(text)) : OptionalLong.empty(), text, file, line);
    }

    private Optional<BootEntry> pick(String choice) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        int index = 0;
        for (char c : choice.strip().toCharArray()) {
            int digit = c - '0';
            index = digit < 0 || digit > 9 ? entries.size() : Math.min((index * 10) + digit, entries.size());
        }
        return Optional.of(entries.get(index < entries.size() ? index : 0));
    }

    /** {@code (hd0,0)} is the first partition, {@code hd0,1} as the later GRUB counts. */
    private static String device(String text) {
        int close = text.indexOf(')');
        int comma = text.indexOf(',');
        if (!text.startsWith("(") || close < 0 || comma < 0 || comma > close) {
            return text.startsWith("(") && close > 0 ? text.substring(1, close) : text;
        }
        String number = text.substring(comma + 1, close);
        boolean digits =
                !number.isEmpty() && number.length() < 4 && number.chars().allMatch(Character::isDigit);
        return digits ? text.substring(1, comma) + "," + (Integer.parseInt(number) + 1) : text.substring(1, close);
    }

    private void kernel(String rest, int line) throws ImageException {
        List<Argument> all = new ArrayList<>();
        for (String word : rest.split("[ \t]+", -1)) {
            if (kernel.isEmpty() || all.isEmpty()) {
                if (word.startsWith("--")) {
                    continue;
                }
            }
            all.add(new Argument(word, file, line));
        }
        if (!all.isEmpty()) {
            kernel = Optional.of(bootFile(all.get(0).text(), line));
            arguments = List.copyOf(all.subList(1, all.size()));
        }
    }

    private BootFile bootFile(String written, int line) throws ImageException {
        String path = written;
        String device = root;
        if (written.startsWith("(") && written.indexOf(')') > 0) {
            device = device(written);
            path = written.substring(written.indexOf(')') + 1);
        }
        GrubDevices.Place place = devices.place(path, device);
        return new BootFile(written, place.path(), place.unknown(), file, line);
    }

    private void finish() {
        if (titleLine > 0) {
            entries.add(new BootEntry(title, "", kernel, initrds, arguments, file, titleLine));
        }
        root = home;
        kernel = Optional.empty();
        initrds = List.of();
        arguments = List.of();
    }
}
