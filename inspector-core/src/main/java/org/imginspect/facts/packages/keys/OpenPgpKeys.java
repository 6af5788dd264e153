package org.imginspect.facts.packages.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * The ids of the keys in a file of OpenPGP public keys, armoured (RFC 9580, 6.2) or not: packets of the kinds 6 (public key) and 14 (public
 * subkey).
 *
 * <pre>
 * version    u8      3: the id is the low 64 bits of the modulus; 4: the end of the SHA-1 of the packet; 6: the begin of its SHA-256
 * created    be32
 * …          version 3: days of validity be16, algorithm u8, modulus as be16 bits and its bytes
 * </pre>
 */
public final class OpenPgpKeys {
    private static final String BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private static final String END = "-----END PGP PUBLIC KEY BLOCK-----";
    private static final int PUBLIC_KEY = 6;
    private static final int PUBLIC_SUBKEY = 14;
    private static final int ID_BYTES = 8;

    private OpenPgpKeys() {}

    /**
     * 16 hexadecimal digits in lower case each, in the order of the file; none if it holds no OpenPGP keys.
     *
     * @throws DamagedImageException if it begins as such a file does, and is none
     */
    public static Set<String> ids(byte[] file, String where) throws DamagedImageException {
        Set<String> ids = new LinkedHashSet<>();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        if (begin < 0) {
            // The first bit of a packet is always set; a text file's never is.
            if (file.length > 0 && file[0] < 0) {
                packets(file, where, ids);
            }
            return ids;
        }
        while (begin >= 0) {
            int end = text.indexOf(END, begin);
            if (end < 0) {
                throw new DamagedImageException("openpgp: a block of keys does not end", where);
            }
            packets(unarmoured(text.substring(begin + BEGIN.length(), end), where), where, ids);
            begin = text.indexOf(BEGIN, end);
        }
        return ids;
    }

    /** Headers up to an empty line, base64, and a checksum that begins with an equals sign. */
    private static byte[] unarmoured(String block, String where) throws DamagedImageException {
        StringBuilder base64 = new StringBuilder(block.length());
        boolean headers = true;
        boolean first = true;
        for (String raw : block.split("\n", -1)) {
            String line = raw.strip();
            if (first) {
                first = false; // What follows the dashes.
            } else if (headers && line.isEmpty()) {
                headers = false;
            } else if (headers && line.indexOf(": ") < 0) {
                headers = false; // Some leave the empty line out.
                base64.append(line);
            } else if (!headers && line.startsWith("=")) {
                break;
            } else if (!headers) {
                base64.append(line);
            }
        }
        try {
            return Base64.getDecoder().decode(base64.toString());
        } catch (IllegalArgumentException e) {
            throw new DamagedImageException("openpgp: a block of keys is no base64", where, e);
        }
    }

    private static void packets(byte[] raw, String where, Set<String> ids) throws DamagedImageException {
        Bytes bytes = new Bytes(raw, where, 0);
        int at = 0;
        while (at < raw.length) {
            int first = bytes.u8(at++);
            if ((first & 0x80) == 0) {
                throw bytes.damaged("openpgp: no packet begins with " + first, at - 1);
            }
            boolean old = (first & 0x40) == 0;
            int kind = old ? first >> 2 & 0xf : first & 0x3f;
            long length;
            if (old) {
                int width = first & 3;
                if (width == 3) {
                    throw bytes.damaged("openpgp: a packet of no length", at - 1);
                }
                length = width == 0 ? bytes.u8(at) : width == 1 ? bytes.be16(at) : bytes.be32(at);
                at += 1 << width;
            } else {
                int one = bytes.u8(at);
                if (one < 192) {
                    length = one;
                    at += 1;
                } else if (one < 224) {
                    length = ((one - 192L) << 8) + bytes.u8(at + 1) + 192;
                    at += 2;
                } else if (one == 255) {
                    length = bytes.be32(at + 1);
                    at += 5;
                } else {
                    throw bytes.damaged("openpgp: a key in a packet of several parts", at);
                }
            }
            if (length > raw.length - at) {
                throw bytes.damaged("openpgp: a packet of " + length + " bytes in " + (raw.length - at), at);
            }
            if (kind == PUBLIC_KEY || kind == PUBLIC_SUBKEY) {
                key(Arrays.copyOfRange(raw, at, at + (int) length), where, ids);
            }
            at += (int) length;
        }
    }

    private static void key(byte[] body, String where, Set<String> ids) throws DamagedImageException {
        Bytes bytes = new Bytes(body, where, 0);
        switch (bytes.u8(0)) {
            case 2, 3 -> {
                int modulus = (bytes.be16(8) + 7) / 8;
                if (modulus < ID_BYTES || 10 + modulus > body.length) {
                    throw bytes.damaged("openpgp: a modulus of " + modulus + " bytes", 8);
                }
                ids.add(HexFormat.of().formatHex(body, 10 + modulus - ID_BYTES, 10 + modulus));
            }
            case 4 -> {
                byte[] head = {(byte) 0x99, (byte) (body.length >> 8), (byte) body.length};
                byte[] digest = digest("SHA-1", head, body);
                ids.add(HexFormat.of().formatHex(digest, digest.length - ID_BYTES, digest.length));
            }
            case 5, 6 -> {
                int length = body.length;
                byte[] head = {
                    (byte) (bytes.u8(0) == 5 ? 0x9a : 0x9b),
                    (byte) (length >> 24),
                    (byte) (length >> 16),
                    (byte) (length >> 8),
                    (byte) length
                };
                ids.add(HexFormat.of().formatHex(digest("SHA-256", head, body), 0, ID_BYTES));
            }
            default -> {
                // A version that is not known has no id that a signature could name.
            }
        }
    }

    private static byte[] digest(String algorithm, byte[] head, byte[] body) {
        try {
            MessageDigest sum = MessageDigest.getInstance(algorithm);
            sum.update(head);
            return sum.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
