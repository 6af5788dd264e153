package org.imginspect.scan;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.imginspect.facts.boot.PeBuilder;

/** What examples need of binary files: heads of programs, modules and kernels, and archives of empty files. */
final class ExampleBinaries {
    /** {@code e_type} ET_DYN: a program, position independent. */
    static final int PROGRAM = 3;
    /** {@code e_type} ET_REL: a kernel module. */
    static final int OBJECT = 1;

    private static final int EM_X86_64 = 62;

    private ExampleBinaries() {}

    /** An ELF header (elf(5), Elf64_Ehdr) with nothing behind it. */
    static byte[] elf(int type) {
        ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).position(16);
        header.putShort((short) type).putShort((short) EM_X86_64).putInt(1).position(52);
        header.putShort((short) 64);
        return header.array();
    }

    /** The setup header of a bzImage (Linux: Documentation/arch/x86/boot.rst) with its version string. */
    static byte[] kernel(String version) {
        ByteBuffer image = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
        image.put(new byte[] {'M', 'Z'});
        image.put(0x1f1, (byte) 3); // setup_sects
        image.putShort(0x1fe, (short) 0xaa55); // boot_flag
        image.position(0x202).put("HdrS".getBytes(StandardCharsets.US_ASCII));
        image.putShort(0x206, (short) 0x020f); // protocol version
        image.putShort(0x20e, (short) 0x200); // kernel_version, 512 before the string
        image.put(0x211, (byte) 1); // loadflags: LOADED_HIGH
        image.position(0x400).put((version + " (build@host) #1 SMP\0").getBytes(StandardCharsets.US_ASCII));
        return image.array();
    }

    /**
     * A cpio archive in the "newc" format (Linux: Documentation/driver-api/early-userspace/buffer-format.rst).
     *
     * @param names one a line; a name that ends in {@code /} is a directory's
     */
    static byte[] cpio(List<String> names) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        int inode = 1;
        for (String name : names) {
            if (!name.isBlank()) {
                boolean directory = name.endsWith("/");
                member(
                        archive,
                        inode++,
                        directory ? 040755 : 0100644,
                        directory ? name.substring(0, name.length() - 1) : name);
            }
        }
        member(archive, 0, 0, "TRAILER!!!");
        pad(archive, 512);
        return archive.toByteArray();
    }

    private static void member(ByteArrayOutputStream archive, int inode, int mode, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int[] fields = {inode, mode, 0, 0, 1, 0, 0, 0, 0, 0, 0, bytes.length + 1, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format(Locale.ROOT, "%08X", field));
        }
        archive.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        archive.writeBytes(bytes);
        archive.write(0);
        pad(archive, 4);
    }

    private static void pad(ByteArrayOutputStream archive, int to) {
        while (archive.size() % to != 0) {
            archive.write(0);
        }
    }

    /** A unified kernel image of the sections that the lines name: {@code .cmdline root=UUID=1 ro}. */
    static byte[] unifiedKernel(List<String> lines) {
        PeBuilder image = new PeBuilder();
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            image.section(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return image.build();
    }
}
