package org.imginspect.facts.os;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The architecture of a guest's programs, from the ELF header (System V ABI, chapter 4). */
final class ElfMachine {
    private static final GuestPath[] PROGRAMS = {
        GuestPath.of("/bin/sh"),
        GuestPath.of("/sbin/init"),
        GuestPath.of("/bin/busybox"),
        GuestPath.of("/usr/bin/env"),
        GuestPath.of("/usr/lib/systemd/systemd")
    };
    private static final int HEADER_BYTES = 20;

    private ElfMachine() {}

    static Optional<String> of(GuestTree tree) throws ImageException {
        for (GuestPath program : PROGRAMS) {
            Optional<ByteSource> opened = tree.open(program);
            if (opened.isPresent()) {
                try (ByteSource source = opened.get()) {
                    Optional<String> machine = machine(source);
                    if (machine.isPresent()) {
                        return machine;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> machine(ByteSource source) throws ImageException {
        if (source.size() < HEADER_BYTES) {
            return Optional.empty();
        }
        Bytes head = source.read(0, HEADER_BYTES);
        if (head.be32(0) != 0x7f454c46L) { // e_ident[EI_MAG0..3], 0x00, 4 bytes
            return Optional.empty();
        }
        boolean wide = head.u8(4) == 2; // e_ident[EI_CLASS], 0x04, 1 byte: ELFCLASS64
        boolean little = head.u8(5) == 1; // e_ident[EI_DATA], 0x05, 1 byte: ELFDATA2LSB
        int machine = little ? head.le16(18) : head.be16(18); // e_machine, 0x12, 2 bytes
        return switch (machine) {
            case 3 -> Optional.of("i686");
            case 8 -> Optional.of(wide ? "mips64" : "mips");
            case 21 -> Optional.of(little ? "ppc64le" : "ppc64");
            case 22 -> Optional.of("s390x");
            case 40 -> Optional.of("armv7l");
            case 62 -> Optional.of("x86_64");
            case 183 -> Optional.of("aarch64");
            case 243 -> Optional.of(wide ? "riscv64" : "riscv32");
            case 258 -> Optional.of("loongarch64");
            default -> Optional.of("elf-machine-" + machine);
        };
    }
}
