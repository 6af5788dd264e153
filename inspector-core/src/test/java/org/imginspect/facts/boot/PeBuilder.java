package org.imginspect.facts.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a program for EFI with sections, as objcopy and ukify do. {@code SystemdBootOracleTest} has bootctl read it. */
public final class PeBuilder {
    static final int HEADERS = 0x400;
    private static final int ALIGNMENT = 0x200;

    private final Map<String, byte[]> sections = new LinkedHashMap<>();

    /** Without sections. */
    public PeBuilder() {}

    /** Adds a section. */
    public PeBuilder section(String name, String text) {
        sections.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** The file. */
    public byte[] build() {
        ByteBuffer head = ByteBuffer.allocate(HEADERS).order(ByteOrder.LITTLE_ENDIAN);
        head.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(0x3c, 0x40);
        head.put(0x40, (byte) 'P').put(0x41, (byte) 'E');
        head.putShort(0x44, (short) 0x8664)
                .putShort(0x46, (short) sections.size())
                .putShort(0x54, (short) 0xf0);
        head.putShort(0x56, (short) 0x206); // Characteristics: an executable image
        int optional = 0x58;
        head.putShort(optional, (short) 0x20b); // Magic: PE32+
        head.putInt(optional + 0x20, 0x1000).putInt(optional + 0x24, ALIGNMENT);
        head.putShort(optional + 0x28, (short) 1)
                .putShort(optional + 0x2c, (short) 1)
                .putShort(optional + 0x30, (short) 1);
        head.putInt(optional + 0x3c, head.capacity());
        head.putShort(optional + 0x44, (short) 10); // Subsystem: an EFI application
        head.putInt(optional + 0x6c, 16);
        int table = optional + 0xf0;
        int position = head.capacity();
        int address = 0x1000;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> section : sections.entrySet()) {
            byte[] content = section.getValue();
            int padded = (content.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            head.put(table, section.getKey().getBytes(StandardCharsets.ISO_8859_1));
            head.putInt(table + 0x08, content.length).putInt(table + 0x0c, address);
            head.putInt(table + 0x10, padded).putInt(table + 0x14, position);
            head.putInt(table + 0x24, 0x40000040);
            body.writeBytes(content);
            body.writeBytes(new byte[padded - content.length]);
            table += 40;
            position += padded;
            address += 0x1000 * ((content.length / 0x1000) + 1);
        }
        head.putInt(optional + 0x38, address); // SizeOfImage
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.array());
        all.writeBytes(body.toByteArray());
        return all.toByteArray();
    }
}
