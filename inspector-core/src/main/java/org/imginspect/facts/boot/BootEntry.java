package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * One entry of a boot menu.
 *
 * @param title what the menu shows
 * @param id what GRUB knows it by beside its title; empty text if it has none
 * @param kernel the Linux kernel it starts; empty if it starts none (firmware setup, another loader, a memory test)
 * @param initrds what is loaded as initial RAM file system, in order
 * @param arguments the kernel's command line, in order, without the kernel's own name
 * @param file the configuration file that holds it
 * @param line where it begins in that file, from 1
 */
public record BootEntry(
        String title,
        String id,
        Optional<BootFile> kernel,
        List<BootFile> initrds,
        List<Argument> arguments,
        GuestPath file,
        int line) {
    public BootEntry {
        initrds = List.copyOf(initrds);
        arguments = List.copyOf(arguments);
    }

    /**
     * One argument of the kernel.
     *
     * @param text {@code console=ttyS0,115200}
     * @param file where it is written: the entry's file, or the environment block or assignment a variable got it from
     * @param line the line in that file, from 1
     */
    public record Argument(String text, GuestPath file, int line) {
        /** What stands before the first {@code =}; all of it if there is none. */
        public String name() {
            int equals = text.indexOf('=');
            return equals < 0 ? text : text.substring(0, equals);
        }

        /** What stands behind the first {@code =}; empty text if there is none. */
        public String value() {
            int equals = text.indexOf('=');
            return equals < 0 ? "" : text.substring(equals + 1);
        }
    }

    /** The arguments called {@code name}, in order. */
    public List<Argument> arguments(String name) {
        return arguments.stream()
                .filter(argument -> argument.name().equals(name))
                .toList();
    }
}
