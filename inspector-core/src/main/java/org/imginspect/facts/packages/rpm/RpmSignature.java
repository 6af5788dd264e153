package org.imginspect.facts.packages.rpm;

import java.util.Base64;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** The issuer of a package's signature: an OpenPGP signature packet (RFC 4880 and 9580, 4.2 and 5.2). Nothing is verified. */
final class RpmSignature {
    /** Of the header alone first, as rpm prefers; then of header and payload, of old packages. */
    private static final int[] TAGS = {RpmTag.RSAHEADER, RpmTag.DSAHEADER, RpmTag.SIGPGP, RpmTag.SIGGPG};

    private static final int SIGNATURE_PACKET = 2;
    private static final int ISSUER = 16;
    private static final int ISSUER_FINGERPRINT = 33;

    private RpmSignature() {}

    /** Empty if there is none, or one that names no issuer in a way that is read here. */
    static Optional<String> keyId(RpmHeader header) throws ImageException {
        for (int tag : TAGS) {
            Optional<byte[]> packet = header.binary(tag);
            if (packet.isPresent()) {
                return issuer(new Bytes(packet.get(), header.where(), 0));
            }
        }
        Optional<RpmHeader.Strings> several = header.strings(RpmTag.OPENPGP);
        if (several.isPresent() && several.get().next()) {
            try {
                return issuer(
                        new Bytes(Base64.getMimeDecoder().decode(several.get().text()), header.where(), 0));
            } catch (IllegalArgumentException e) {
                throw new DamagedImageException("rpm header: signature is no base64", header.where(), e);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> issuer(Bytes packet) throws DamagedImageException {
        int first = packet.u8(0);
        int body;
        int kind;
        if ((first & 0x40) != 0) { // new format: length of 1, 2 or 5 bytes
            kind = first & 0x3f;
            int length = packet.u8(1);
            body = length < 192 ? 2 : length < 224 ? 3 : 6;
        } else { // old format: the last two bits say how long the length is
            kind = first >> 2 & 0xf;
            body = 1
                    + switch (first & 3) {
                        case 0 -> 1;
                        case 1 -> 2;
                        case 2 -> 4;
                        default -> 0;
                    };
        }
        if ((first & 0x80) == 0 || kind != SIGNATURE_PACKET) {
            throw packet.damaged("rpm header: signature is no OpenPGP signature packet", 0);
        }
        int version = packet.u8(body);
        if (version == 3) {
            return Optional.of(hex(packet, body + 7));
        }
        if (version != 4 && version != 6) {
            return Optional.empty();
        }
        int at = body + 4;
        for (int area = 0; area < 2; area++) { // hashed, then unhashed subpackets
            long length = version == 4 ? packet.be16(at) : packet.be32(at);
            at += version == 4 ? 2 : 4;
            if (length > packet.length() - at) {
                throw packet.damaged(
                        "rpm header: subpackets of " + length + " bytes in a signature of " + packet.length(), at);
            }
            Optional<String> found = subpackets(packet, at, at + (int) length);
            if (found.isPresent()) {
                return found;
            }
            at += (int) length;
        }
        return Optional.empty();
    }

    private static Optional<String> subpackets(Bytes packet, int from, int end) throws DamagedImageException {
        int at = from;
        while (at < end) {
            int first = packet.u8(at);
            long length;
            if (first < 192) {
                length = first;
                at += 1;
            } else if (first < 255) {
                length = ((first - 192L) << 8) + packet.u8(at + 1) + 192;
                at += 2;
            } else {
                length = packet.be32(at + 1);
                at += 5;
            }
            if (length == 0 || length > end - at) {
                throw packet.damaged("rpm header: a subpacket of " + length + " bytes does not fit", at);
            }
            int type = packet.u8(at) & 0x7f;
            if (type == ISSUER && length == 9) {
                return Optional.of(hex(packet, at + 1));
            }
            if (type == ISSUER_FINGERPRINT && length == 22) { // version 4: the last 8 bytes are the key's id
                return Optional.of(hex(packet, at + 14));
            }
            if (type == ISSUER_FINGERPRINT && length == 34) { // version 6: the first 8
                return Optional.of(hex(packet, at + 2));
            }
            at += (int) length;
        }
        return Optional.empty();
    }

    private static String hex(Bytes bytes, int from) throws DamagedImageException {
        StringBuilder text = new StringBuilder(16);
        for (int i = 0; i < 8; i++) {
            int value = bytes.u8(from + i);
            text.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 0xf, 16));
        }
        return text.toString();
    }
}
