package org.imginspect.facts.boot;

import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * One entry of a boot menu.
 *
 * @param title what the menu shows
 * @param id what the loader knows it by beside its title (GRUB's {@code --id}, the file name of systemd-boot's entry, the label of
 *     extlinux); empty text if it has none
 * @param kernel the Linux kernel it starts; empty if it starts none (firmware setup, another loader, a memory test)
 * @param initrds what is loaded as initial RAM file system, in order
 * @param deviceTree the device tree that is loaded for the kernel; empty if none is named
 * @param arguments the kernel's command line, in order, without the kernel's own name; with what is compiled into the kernel
 *     ({@code CONFIG_CMDLINE}) where the kernel puts it
 * @param release the kernel's release as {@code uname -r} prints it, where the entry tells it (systemd-boot's {@code version}, the section
 *     {@code .uname} of a unified kernel image); empty if only the kernel's file name may tell it
 * @param file the configuration file that holds it
 * @param line where it begins in that file, from 1
 */
public record BootEntry(
        String title,
        String id,
        Optional<BootFile> kernel,
        List<BootFile> initrds,
        Optional<BootFile> deviceTree,
        List<Argument> arguments,
        Optional<String> release,
        GuestPath file,
        int line) {
    public BootEntry {
        initrds = List.copyOf(initrds);
        arguments = List.copyOf(arguments);
    }

    /** An entry that names no device tree, and whose kernel's release only its file name may tell. */
    public BootEntry(
            String title,
            String id,
            Optional<BootFile> kernel,
            List<BootFile> initrds,
            List<Argument> arguments,
            GuestPath file,
            int line) {
        this(title, id, kernel, initrds, Optional.empty(), arguments, Optional.empty(), file, line);
    }

    /**
     * One argument of the kernel.
     *
     * @param text {@code console=ttyS0,115200}
     * @param file where it is written: the entry's file, the environment block or assignment a variable got it from, the unified kernel
     *     image, or the kernel's configuration
     * @param line the line in that file, from 1; in an image that of its section {@code .cmdline}
     */
    public record Argument(String text, GuestPath file, int line) {
        /**
         * The arguments of a text as the kernel takes it apart: blanks part them, double quotes hold blanks together.
         *
         * @param line where the text begins in {@code file}, from 1
         */
        public static List<Argument> split(String text, GuestPath file, int line) {
            return KernelArguments.split(text, file, line);
        }

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

    /** This entry with its kernel's release. */
    BootEntry with(Optional<String> known) {
        return new BootEntry(title, id, kernel, initrds, deviceTree, arguments, known, file, line);
    }

    /** This entry with other arguments. */
    BootEntry with(List<Argument> other) {
        return new BootEntry(title, id, kernel, initrds, deviceTree, other, release, file, line);
    }

    /** The arguments called {@code name}, in order. */
    public List<Argument> arguments(String name) {
        return arguments.stream()
                .filter(argument -> argument.name().equals(name))
                .toList();
    }
}
