package org.imginspect.scan;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.Adler32;

/**
 * Writes rpm's database for an example: headers with the few tags that anyone asks for, in the format that the file's name calls for.
 * That the readers understand real ones is for other tests; that rpm reads these, for {@code ExampleRpmTest}.
 *
 * <pre>
 * vendor: Rocky Enterprise Software Foundation       of the packages from here on
 * signed: 702d426d350d275d                           the key's id; empty for none
 * module: nodejs:18:8080020230825:63b34585           the module of the packages from here on; empty for none
 * cloud-init 23.4-7.el9 noarch                       a package: [EPOCH:]VERSION-RELEASE
 * /usr/bin/cloud-init                                its files, with the digest of what the tree holds there, if it does
 * %config /etc/cloud/cloud.cfg
 * %ghost /var/log/cloud-init.log
 * requires: /usr/bin/sh                              what it needs, and below what it offers and must not be beside
 * provides: webserver = 2
 * conflicts: apache < 3
 * </pre>
 */
final class ExampleRpm {
    private static final int INSTALLED = 1767225600;

    private record RpmPackage(
            String name, String version, String arch, String vendor, String key, String module, List<String> files) {}

    private ExampleRpm() {}

    private static boolean isRelation(String line) {
        return line.startsWith("requires:") || line.startsWith("provides:") || line.startsWith("conflicts:");
    }

    /** {@code NAME}, {@code NAME <= VERSION} or a rich dependency, in three tags: names, flags, versions. */
    private static void relations(
            List<String> lines, String word, int nameTag, int flagTag, int versionTag, Map<Integer, Value> tags) {
        List<String> names = new ArrayList<>();
        List<Integer> flags = new ArrayList<>();
        List<String> versions = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith(word)) {
                continue;
            }
            String text = line.substring(word.length()).strip();
            String[] words = text.startsWith("(") ? new String[] {text} : text.split(" +", -1);
            names.add(words[0]);
            String sign = words.length < 3 ? "" : words[1];
            flags.add((sign.contains("<") ? 2 : 0) | (sign.contains(">") ? 4 : 0) | (sign.contains("=") ? 8 : 0));
            versions.add(words.length < 3 ? "" : words[2]);
        }
        if (!names.isEmpty()) {
            tags.put(nameTag, texts(names));
            tags.put(flagTag, numbers(flags));
            tags.put(versionTag, texts(versions));
        }
    }

    /** @param digest of the file at a path, as SHA-256; empty text if the tree holds none */
    static byte[] database(String fileName, List<String> lines, UnaryOperator<String> digest) {
        List<RpmPackage> packages = new ArrayList<>();
        String vendor = "";
        String key = "";
        String module = "";
        for (String line : lines) {
            if (line.startsWith("vendor:")) {
                vendor = line.substring("vendor:".length()).strip();
            } else if (line.startsWith("signed:")) {
                key = line.substring("signed:".length()).strip();
            } else if (line.startsWith("module:")) {
                module = line.substring("module:".length()).strip();
            } else if (line.startsWith("/") || line.startsWith("%") || isRelation(line)) {
                packages.get(packages.size() - 1).files.add(line);
            } else if (!line.isBlank()) {
                String[] words = line.strip().split(" +", -1);
                packages.add(new RpmPackage(words[0], words[1], words[2], vendor, key, module, new ArrayList<>()));
            }
        }
        List<byte[]> headers = new ArrayList<>();
        for (RpmPackage each : packages) {
            headers.add(header(each, digest));
        }
        return switch (fileName) {
            case "Packages.db" -> ndb(headers);
            case "Packages" -> berkeley(headers);
            case "rpmdb.sqlite" -> sqlite(headers);
            default -> throw new IllegalArgumentException("rpm has no database called " + fileName);
        };
    }

    /** An entry of a header: rpm's type, how many, the data. */
    private record Value(int type, int count, byte[] data) {}

    private static byte[] header(RpmPackage each, UnaryOperator<String> digest) {
        TreeMap<Integer, Value> tags = new TreeMap<>();
        int colon = each.version.indexOf(':');
        int dash = each.version.lastIndexOf('-');
        if (colon > 0) {
            tags.put(1003, numbers(List.of(Integer.parseInt(each.version.substring(0, colon)))));
        }
        tags.put(1000, text(each.name));
        tags.put(1001, text(each.version.substring(colon + 1, dash)));
        tags.put(1002, text(each.version.substring(dash + 1)));
        tags.put(1008, numbers(List.of(INSTALLED)));
        tags.put(1022, text(each.arch));
        if (!each.vendor.isEmpty()) {
            tags.put(1011, text(each.vendor));
        }
        if (!each.key.isEmpty()) {
            tags.put(268, signature(each.key));
        }
        if (!each.module.isEmpty()) {
            tags.put(5096, text(each.module));
        }
        List<String> files =
                each.files.stream().filter(line -> !isRelation(line)).toList();
        if (!files.isEmpty()) {
            files(files, digest, tags);
        }
        relations(each.files, "requires:", 1049, 1048, 1050, tags);
        relations(each.files, "provides:", 1047, 1112, 1113, tags);
        relations(each.files, "conflicts:", 1054, 1053, 1055, tags);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteArrayOutputStream index = new ByteArrayOutputStream();
        tags.forEach((tag, value) -> {
            while (value.type == 4 && data.size() % 4 != 0) {
                data.write(0);
            }
            index.writeBytes(ByteBuffer.allocate(16)
                    .putInt(tag)
                    .putInt(value.type)
                    .putInt(data.size())
                    .putInt(value.count)
                    .array());
            data.writeBytes(value.data);
        });
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(
                ByteBuffer.allocate(8).putInt(tags.size()).putInt(data.size()).array());
        header.writeBytes(index.toByteArray());
        header.writeBytes(data.toByteArray());
        return header.toByteArray();
    }

    private static void files(List<String> lines, UnaryOperator<String> digest, Map<Integer, Value> tags) {
        Map<String, Integer> directories = new LinkedHashMap<>();
        List<Integer> indexes = new ArrayList<>();
        List<Integer> flags = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<String> digests = new ArrayList<>();
        for (String line : lines) {
            boolean ghost = line.startsWith("%ghost ");
            boolean config = line.startsWith("%config ");
            String path = ghost || config ? line.substring(line.indexOf(' ') + 1) : line;
            int slash = path.lastIndexOf('/') + 1;
            indexes.add(directories.computeIfAbsent(path.substring(0, slash), any -> directories.size()));
            names.add(path.substring(slash));
            flags.add(ghost ? 1 << 6 : config ? 1 : 0);
            digests.add(ghost ? "" : digest.apply(path));
        }
        tags.put(1035, texts(digests));
        tags.put(1037, numbers(flags));
        tags.put(1116, numbers(indexes));
        tags.put(1117, texts(names));
        tags.put(1118, texts(List.copyOf(directories.keySet())));
        tags.put(5011, numbers(List.of(8)));
    }

    /** A version 4 signature packet that has nothing but its issuer. */
    private static Value signature(String key) {
        byte[] id = HexFormat.of().parseHex(key);
        ByteBuffer packet = ByteBuffer.allocate(23);
        packet.put((byte) 0x88).put((byte) 21); // old format, tag 2, length of one byte
        packet.put((byte) 4).put((byte) 0).put((byte) 1).put((byte) 8); // version, binary document, RSA, SHA-256
        packet.putShort((short) 0)
                .putShort((short) 10)
                .put((byte) 9)
                .put((byte) 16)
                .put(id);
        return new Value(7, packet.capacity(), packet.array());
    }

    private static Value text(String text) {
        return new Value(6, 1, (text + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private static Value texts(List<String> texts) {
        return new Value(8, texts.size(), (String.join("\0", texts) + "\0").getBytes(StandardCharsets.UTF_8));
    }

    private static Value numbers(List<Integer> numbers) {
        ByteBuffer data = ByteBuffer.allocate(4 * numbers.size());
        numbers.forEach(data::putInt);
        return new Value(4, numbers.size(), data.array());
    }

    private static byte[] ndb(List<byte[]> headers) {
        ByteBuffer slots = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        slots.put("RpmP".getBytes(StandardCharsets.US_ASCII))
                .putInt(0)
                .putInt(1)
                .putInt(1)
                .putInt(headers.size() + 1);
        ByteArrayOutputStream blobs = new ByteArrayOutputStream();
        for (int at = 32, i = 0; at < 4096; at += 16, i++) {
            slots.position(at);
            slots.put("Slot".getBytes(StandardCharsets.US_ASCII));
            if (i < headers.size()) {
                byte[] header = headers.get(i);
                int blocks = (16 + header.length + 12 + 15) / 16;
                slots.putInt(i + 1).putInt((4096 + blobs.size()) / 16).putInt(blocks);
                ByteBuffer blob = ByteBuffer.allocate(blocks * 16).order(ByteOrder.LITTLE_ENDIAN);
                blob.put("BlbS".getBytes(StandardCharsets.US_ASCII))
                        .putInt(i + 1)
                        .putInt(1)
                        .putInt(header.length);
                blob.put(header).position(blob.capacity() - 12);
                Adler32 sum = new Adler32();
                sum.update(blob.array(), 0, blob.capacity() - 12);
                blob.putInt((int) sum.getValue()).putInt(header.length);
                blob.put("BlbE".getBytes(StandardCharsets.US_ASCII));
                blobs.writeBytes(blob.array());
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(slots.array());
        file.writeBytes(blobs.toByteArray());
        return file.toByteArray();
    }

    /** One bucket, whose values all lie on overflow pages. */
    private static byte[] berkeley(List<byte[]> headers) {
        int page = 4096;
        int room = page - 26;
        int pages = 2
                + headers.stream()
                        .mapToInt(header -> (header.length + room - 1) / room)
                        .sum();
        ByteBuffer file = ByteBuffer.allocate(pages * page).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x0c, 0x061561)
                .putInt(0x10, 9)
                .putInt(0x14, page)
                .put(0x19, (byte) 8)
                .putInt(0x20, pages - 1);
        file.putInt(0x30, -1).putInt(0x50, 1).putInt(0x4c, 1); // high_mask, low_mask of one bucket
        file.putInt(0x48, 0).putInt(0x4c, 1).putInt(0x50, 0).putInt(0x58, headers.size());
        file.putInt(0x60, 1); // bucket 0 is page 1
        file.putInt(page + 0x08, 1)
                .putShort(page + 0x14, (short) (2 * headers.size()))
                .put(page + 0x19, (byte) 13);
        int end = page;
        int next = 2;
        for (int i = 0; i < headers.size(); i++) {
            end -= 5;
            file.putShort(page + 26 + 4 * i, (short) end)
                    .put(page + end, (byte) 1)
                    .putInt(page + end + 1, i + 1);
            end -= 12;
            file.putShort(page + 28 + 4 * i, (short) end).put(page + end, (byte) 3);
            file.putInt(page + end + 4, next).putInt(page + end + 8, headers.get(i).length);
            for (int from = 0; from < headers.get(i).length; from += room) {
                int part = Math.min(room, headers.get(i).length - from);
                boolean last = from + part == headers.get(i).length;
                int at = next * page;
                file.putInt(at + 0x08, next).putInt(at + 0x10, last ? 0 : next + 1);
                file.putShort(at + 0x14, (short) 1)
                        .putShort(at + 0x16, (short) part)
                        .put(at + 0x19, (byte) 7);
                file.put(at + 26, headers.get(i), from, part);
                next++;
            }
        }
        file.putShort(page + 0x16, (short) end);
        return file.array();
    }

    /** A root of the table with a leaf for each row. */
    private static byte[] sqlite(List<byte[]> headers) {
        int page = 4096;
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        ByteBuffer root = ByteBuffer.allocate(page);
        int cells = Math.max(0, headers.size() - 1);
        root.put(0, (byte) (headers.isEmpty() ? 13 : 5)).putShort(3, (short) cells);
        int end = page;
        int number = 3;
        for (int i = 0; i < headers.size(); i++) {
            byte[] payload = row(headers.get(i));
            int local = payload.length;
            if (local > page - 35) {
                int least = (page - 12) * 32 / 255 - 23;
                local = least + (payload.length - least) % (page - 4);
                local = local > page - 35 ? least : local;
            }
            int overflow = (payload.length - local + page - 5) / (page - 4);
            ByteBuffer leaf = ByteBuffer.allocate(page);
            byte[] head = join(varint(payload.length), varint(i + 1));
            int at = page - head.length - local - (overflow > 0 ? 4 : 0);
            leaf.put(0, (byte) 13)
                    .putShort(3, (short) 1)
                    .putShort(5, (short) at)
                    .putShort(8, (short) at);
            leaf.position(at).put(head).put(payload, 0, local);
            if (overflow > 0) {
                leaf.putInt(number + 1);
            }
            rest.writeBytes(leaf.array());
            if (i < cells) {
                byte[] key = varint(i + 1);
                end -= 4 + key.length;
                root.putShort(12 + 2 * i, (short) end).putInt(end, number).put(end + 4, key);
            } else {
                root.putInt(8, number);
            }
            number += 1 + overflow;
            for (int part = 0; part < overflow; part++) {
                int from = local + part * (page - 4);
                ByteBuffer more = ByteBuffer.allocate(page);
                more.putInt(part + 1 < overflow ? number - overflow + part + 1 : 0);
                more.put(payload, from, Math.min(page - 4, payload.length - from));
                rest.writeBytes(more.array());
            }
        }
        root.putShort(5, (short) end);
        String sql = "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT,blob BLOB NOT NULL)";
        ByteBuffer first = ByteBuffer.allocate(page);
        first.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) page);
        first.put((byte) 1)
                .put((byte) 1)
                .put((byte) 0)
                .put((byte) 64)
                .put((byte) 32)
                .put((byte) 32)
                .putInt(1);
        first.putInt(28, number - 1)
                .putInt(40, 1)
                .putInt(44, 4)
                .putInt(56, 1)
                .putInt(92, 1)
                .putInt(96, 3046001);
        byte[] schema = join(
                new byte[] {7, 23, 29, 29, 1},
                varint(13 + 2L * sql.length()),
                ("tablePackagesPackages\u0002" + sql).getBytes(StandardCharsets.US_ASCII));
        schema[0] = (byte) (5 + varint(13 + 2L * sql.length()).length);
        byte[] cell = join(varint(schema.length), varint(1), schema);
        int at = page - cell.length;
        first.put(100, (byte) 13)
                .putShort(103, (short) 1)
                .putShort(105, (short) at)
                .putShort(108, (short) at);
        first.position(at).put(cell);
        return join(first.array(), root.array(), rest.toByteArray());
    }

    /** A record of a NULL, which stands for the row's id, and a blob. */
    private static byte[] row(byte[] header) {
        byte[] type = varint(12 + 2L * header.length);
        return join(new byte[] {(byte) (2 + type.length), 0}, type, header);
    }

    private static byte[] varint(long value) {
        int groups = 1;
        while (value >>> (7 * groups) != 0) {
            groups++;
        }
        byte[] bytes = new byte[groups];
        for (int i = 0; i < groups; i++) {
            bytes[i] = (byte) (((value >>> (7 * (groups - 1 - i))) & 0x7f) | (i + 1 < groups ? 0x80 : 0));
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
