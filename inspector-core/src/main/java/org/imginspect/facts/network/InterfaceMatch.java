package org.imginspect.facts.network;

import java.util.List;

/**
 * Which interfaces a configuration is for. What is given of names, MAC addresses and drivers must all hold; an interface without any of
 * them matches everything.
 *
 * @param names names or shell patterns, one of which must match; one that begins with {@code !} turns the whole list around
 * @param macs MAC addresses, one of which it must have
 * @param drivers kernel modules or shell patterns, one of which must drive it
 * @param others further conditions as they are written, which only the running machine can decide
 */
public record InterfaceMatch(List<String> names, List<Setting> macs, List<String> drivers, List<Setting> others) {
    /** Every interface. */
    public static final InterfaceMatch ANY = new InterfaceMatch(List.of(), List.of(), List.of(), List.of());

    public InterfaceMatch {
        names = List.copyOf(names);
        macs = List.copyOf(macs);
        drivers = List.copyOf(drivers);
        others = List.copyOf(others);
    }

    /** By one name. */
    public static InterfaceMatch name(String name) {
        return new InterfaceMatch(List.of(name), List.of(), List.of(), List.of());
    }

    /** How a configuration suits the first network card of a virtual machine on KVM. */
    public enum Fit {
        /** Whatever slot the card is in. */
        ANY,
        /** The only name the card can get. */
        ONLY_NAME,
        /** One of the names it may get, by the slot. */
        ONE_SLOT,
        /** It may, but that hangs on a condition which only the running machine can decide. */
        CONDITION,
        /** It can never have this name. */
        WRONG_NAME,
        /** Another machine's card: it has another MAC address. */
        OTHER_MAC,
        /** Another hypervisor's driver. */
        OTHER_DRIVER
    }

    /** How this suits the first network card where interfaces are named so. */
    public Fit fit(InterfaceNaming naming) {
        if (!macs.isEmpty()) {
            return Fit.OTHER_MAC;
        }
        if (!drivers.isEmpty() && !matches(drivers, "virtio_net")) {
            return Fit.OTHER_DRIVER;
        }
        Fit fit = names.isEmpty() ? Fit.ANY : fitOfName(naming);
        boolean may = fit == Fit.ANY || fit == Fit.ONLY_NAME || fit == Fit.ONE_SLOT;
        return may && !others.isEmpty() ? Fit.CONDITION : fit;
    }

    private Fit fitOfName(InterfaceNaming naming) {
        int hits = 0;
        for (String name : naming.samples()) {
            hits += matches(names, name) ? 1 : 0;
        }
        if (hits == naming.samples().size()) {
            return naming.samples().size() == 1 && names.stream().noneMatch(InterfaceMatch::isPattern)
                    ? Fit.ONLY_NAME
                    : Fit.ANY;
        }
        if (hits > 0) {
            return Fit.ONE_SLOT;
        }
        for (String name : names) {
            if (naming.mayGive(name)) {
                return Fit.ONE_SLOT;
            }
        }
        return Fit.WRONG_NAME;
    }

    /** Whether a list of names or patterns, perhaps turned around by {@code !}, takes in a name. */
    static boolean matches(List<String> patterns, String name) {
        boolean negated = !patterns.isEmpty() && patterns.get(0).startsWith("!");
        boolean hit = false;
        for (int i = 0; i < patterns.size() && !hit; i++) {
            String pattern = patterns.get(i);
            hit = Wildcard.matches(i == 0 && negated ? pattern.substring(1) : pattern, name);
        }
        return hit != negated;
    }

    static boolean isPattern(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0 || name.startsWith("!");
    }
}
