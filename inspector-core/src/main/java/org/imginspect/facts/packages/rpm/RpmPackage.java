package org.imginspect.facts.packages.rpm;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/**
 * What a header says of its package.
 *
 * @param epoch empty if the package names none
 * @param architecture empty for the keys that rpm keeps as packages
 * @param vendor empty if it names none
 * @param signedBy the key's id as 16 hexadecimal digits in lower case; empty if there is no signature, or none by OpenPGP
 * @param sourceFile the file with the source: {@code bash-5.1.8-9.el9.src.rpm}; empty if it names none
 * @param module {@code NAME:STREAM:VERSION:CONTEXT}; empty if it was not built for a module
 * @param digestAlgorithm of its files, by OpenPGP's number (RFC 4880, 9.4): 1 is MD5, 2 SHA-1, 8 SHA-256
 */
public record RpmPackage(
        String name,
        OptionalLong epoch,
        String version,
        String release,
        String architecture,
        String vendor,
        Optional<Instant> installed,
        Optional<String> signedBy,
        String sourceFile,
        String module,
        int digestAlgorithm) {
    private static final int MD5 = 1;

    /** @throws DamagedImageException if it has no name, version or release */
    public static RpmPackage of(RpmHeader header) throws ImageException {
        OptionalLong installed = header.number(RpmTag.INSTALLTIME);
        OptionalLong algorithm = header.number(RpmTag.FILEDIGESTALGO);
        return new RpmPackage(
                demand(header, RpmTag.NAME, "name"),
                header.number(RpmTag.EPOCH),
                demand(header, RpmTag.VERSION, "version"),
                demand(header, RpmTag.RELEASE, "release"),
                header.text(RpmTag.ARCH).orElse(""),
                header.text(RpmTag.VENDOR).orElse(""),
                installed.isPresent() ? Optional.of(Instant.ofEpochSecond(installed.getAsLong())) : Optional.empty(),
                RpmSignature.keyId(header),
                header.text(RpmTag.SOURCERPM).orElse(""),
                header.text(RpmTag.MODULARITYLABEL).orElse(""),
                (int) algorithm.orElse(MD5));
    }

    /** The licence, in the packager's words; empty text if the header names none. */
    public static String license(RpmHeader header) throws ImageException {
        return header.text(RpmTag.LICENSE).orElse("");
    }

    private static String demand(RpmHeader header, int tag, String what) throws DamagedImageException {
        Optional<String> text = header.text(tag);
        if (text.isEmpty() || text.get().isEmpty()) {
            throw new DamagedImageException("rpm header: a package without a " + what, header.where());
        }
        return text.get();
    }
}
