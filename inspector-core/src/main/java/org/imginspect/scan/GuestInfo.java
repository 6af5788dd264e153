package org.imginspect.scan;

import java.util.Optional;

/**
 * What the guest is, in the words of its os-release(5).
 *
 * @param os ID: {@code debian}
 * @param version VERSION_ID: {@code 12}; empty for rolling distributions
 * @param arch as {@code uname -m} prints it: {@code x86_64}; empty if it could not be told
 * @param name PRETTY_NAME: {@code Debian GNU/Linux 12 (bookworm)}
 * @param codename VERSION_CODENAME: {@code bookworm}; empty if it is not said
 * @param family the packaging world: {@code debian}, {@code red-hat}, …
 */
public record GuestInfo(
        String os,
        Optional<String> version,
        Optional<String> arch,
        String name,
        Optional<String> codename,
        String family) {}
