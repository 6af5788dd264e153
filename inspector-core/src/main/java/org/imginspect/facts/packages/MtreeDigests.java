package org.imginspect.facts.packages;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.io.SourceInputStream;

/** The digests in a compressed mtree(5): {@code ./path keyword=value ...}, bytes of a path that are no plain text as {@code \ooo}. */
final class MtreeDigests {
    private static final int LONGEST_LINE = 16 << 10;

    private MtreeDigests() {}

    /**
     * @param paths without a slash at the begin, one character a byte
     * @return for those that have one; nothing if there is no such file
     */
    static Map<String, FileDigest> read(GuestTree tree, GuestPath file, Set<String> paths) throws ImageException {
        Map<String, FileDigest> digests = new HashMap<>();
        Optional<ByteSource> opened = tree.open(file);
        if (opened.isEmpty()) {
            return digests;
        }
        String where = file.toString();
        try (ByteSource source = opened.get();
                InputStream in = Decoders.stream(
                        Codec.GZIP, new SourceInputStream(source), tree.limits().get(Limits.TEXT_FILE_BYTES), where)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); ; b = in.read()) {
                if (b == '\n' || b < 0) {
                    take(line.toString(StandardCharsets.ISO_8859_1), paths, digests);
                    line.reset();
                } else {
                    line.write(b);
                }
                if (b < 0) {
                    return digests;
                }
                if (line.size() > LONGEST_LINE) {
                    throw new DamagedImageException(
                            "pacman: a line of the mtree is longer than " + LONGEST_LINE + " bytes", where);
                }
            }
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedImageException("pacman: mtree does not decompress", where, e);
        }
    }

    private static void take(String line, Set<String> paths, Map<String, FileDigest> digests) {
        int space = line.indexOf(' ');
        if (!line.startsWith("./") || space < 0) {
            return;
        }
        String path = unescape(line.substring(2, space));
        if (!paths.contains(path)) {
            return;
        }
        for (String word : line.substring(space + 1).split(" ", -1)) {
            if (word.startsWith("sha256digest=") || word.startsWith("sha256=")) {
                digests.put(path, new FileDigest(FileDigest.Algorithm.SHA256, word.substring(word.indexOf('=') + 1)));
            }
        }
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 3 < text.length() && isOctal(text, i + 1)) {
                plain.append((char) Integer.parseInt(text, i + 1, i + 4, 8));
                i += 3;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static boolean isOctal(String text, int from) {
        for (int i = from; i < from + 3; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '7') {
                return false;
            }
        }
        return text.charAt(from) <= '3';
    }
}
