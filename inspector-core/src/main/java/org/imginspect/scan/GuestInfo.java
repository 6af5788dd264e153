package org.imginspect.scan;

import java.util.Optional;

/**
 * What the guest is, in the words of its os-release(5).
 *
 * @param os ID: {@code debian}
 * @param version VERSION_ID: {@code 12}; empty for rolling distributions
 * @param name PRETTY_NAME: {@code Debian GNU/Linux 12 (bookworm)}
 * @param arch as the guest's packages name it: {@code amd64}; empty if it could not be told
 */
public record GuestInfo(String os, Optional<String> version, Optional<String> name, Optional<String> arch) {}
