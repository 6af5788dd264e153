package org.imginspect.facts.cloudinit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.facts.Fact;
import org.imginspect.guest.GuestPath;

/**
 * User data that lies in the image itself, where every machine made of it will take it for its own.
 *
 * @param seeds in the order in which they were found
 * @param secrets what in them, and in cloud-init's configuration, opens something
 */
public record CloudSeeds(List<Seed> seeds, List<Secret> secrets) implements Fact {
    public CloudSeeds {
        seeds = List.copyOf(seeds);
        secrets = List.copyOf(secrets);
    }

    /**
     * One piece of it.
     *
     * @param what what it is, for messages: {@code user data of the data source NoCloud}
     * @param file empty if it is a whole volume
     * @param line in the file, from 1; empty if it is all of it
     */
    public record Seed(String what, Optional<GuestPath> file, OptionalInt line) {}

    /**
     * A secret, without the secret.
     *
     * @param kind {@code a password hash}, {@code RSA private key (PKCS#1), not encrypted}
     * @param hint what tells it from others, masked; empty text if there is no need
     */
    public record Secret(String kind, String hint, GuestPath file, OptionalInt line) {}
}
