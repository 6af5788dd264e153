package org.imginspect.profile;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.checks.Catalogue;

/** The built-in profiles, read once. */
final class BuiltIn {
    static final List<CheckInfo> CHECKS =
            Catalogue.all().stream().map(Check::info).toList();
    /** One for each of the five texts; all others are the same requirements for images that are made otherwise. */
    static final List<String> MARKETPLACES =
            List.of("yandex-cloud", "digitalocean", "vk-cloud", "tencent-cloud", "ucloud");

    private static final Profiles PROFILES = new Profiles(CHECKS);

    private BuiltIn() {}

    static Profile profile(String id) {
        return PROFILES.load(id);
    }

    static List<Profile> all() {
        return Profiles.builtIn().stream().map(BuiltIn::profile).toList();
    }

    /** Everything in it that a person reads. */
    static List<String> texts(Requirement requirement) {
        List<String> texts = new ArrayList<>(List.of(requirement.title(), requirement.reference()));
        requirement.manual().ifPresent(texts::add);
        requirement.undecided().ifPresent(texts::add);
        requirement.confirm().ifPresent(texts::add);
        requirement.ownScript().ifPresent(texts::add);
        return texts;
    }
}
