package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.files.UnownedFiles;
import org.imginspect.facts.secrets.Secrets;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The untouched Debian 12 and 13 hold no secrets, as the guests' own grep and file say. */
class RealDebianSecretsTest {
    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    private interface Question {
        void ask(CheckContext context) throws IOException;
    }

    private static void with(DebianImage debian, Question question) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            question.ask(new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE));
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nothingIsFoundAndEverythingWasSearched(DebianImage debian) throws IOException {
        with(debian, context -> {
            Secrets secrets = context.facts().find(Secrets.class).orElseThrow();
            assertThat(secrets.hits()).isEmpty();
            assertThat(secrets.incomplete()).isEmpty();
            assertThat(context.facts().find(UnownedFiles.class).orElseThrow().files())
                    .hasSizeGreaterThan(300);
            for (String id : List.of(
                    "secrets.private-keys",
                    "secrets.cloud-credentials",
                    "secrets.app-defaults",
                    "secrets.shared-tls-key")) {
                assertThat(Catalogue.find(id).orElseThrow().evaluate(context))
                        .as(id)
                        .isInstanceOf(Verdict.Pass.class);
            }
        });
    }

    /** PEM by grep, binary keys and key stores by file(1)'s magic where it is installed: outside of packages' files there are none. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theGuestsGrepFindsNoKeyOutsideOfPackages(DebianImage debian) {
        List<String> files = container(debian)
                .shell(
                        "grep -rlsIE -e '-----BEGIN ([A-Z]+ )*PRIVATE KEY' /etc /root /home /srv /opt /var /usr/local | while read -r f; do"
                                + " dpkg -S \"$f\" >/dev/null 2>&1 || echo \"$f\"; done")
                .lines()
                .stream()
                .filter(file -> !file.isBlank())
                .toList();
        assertThat(files).isEmpty();
    }
}
