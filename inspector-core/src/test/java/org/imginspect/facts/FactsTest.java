package org.imginspect.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

final class FactsTest {
    private record Hostname(String name) implements Fact {}

    private record Greeting(String text) implements Fact {}

    private static final class HostnameGatherer implements FactGatherer<Hostname> {
        private int calls;

        @Override
        public Class<Hostname> type() {
            return Hostname.class;
        }

        @Override
        public Optional<Hostname> gather(GuestTree tree, Facts others) throws ImageException {
            calls++;
            return tree.text(GuestPath.of("/etc/hostname")).map(String::strip).map(Hostname::new);
        }
    }

    private static final class GreetingGatherer implements FactGatherer<Greeting> {
        @Override
        public Class<Greeting> type() {
            return Greeting.class;
        }

        @Override
        public Optional<Greeting> gather(GuestTree tree, Facts others) throws ImageException {
            return others.find(Hostname.class).map(host -> new Greeting("hello " + host.name()));
        }
    }

    private static final class SelfishGatherer implements FactGatherer<Greeting> {
        @Override
        public Class<Greeting> type() {
            return Greeting.class;
        }

        @Override
        public Optional<Greeting> gather(GuestTree tree, Facts others) throws ImageException {
            return others.find(Greeting.class);
        }
    }

    private static Facts facts(MemoryFileTree.Builder files, FactGatherer<?>... gatherers) {
        return new Facts(new GuestTree(files.build(), Limits.defaults()), TestFacts.storage(), List.of(gatherers));
    }

    @Test
    void aFactIsGatheredOnceAndBuildsOnOthers() throws ImageException {
        HostnameGatherer hostname = new HostnameGatherer();
        Facts facts = facts(MemoryFileTree.builder().file("/etc/hostname", "web\n"), hostname, new GreetingGatherer());
        assertThat(facts.find(Greeting.class)).contains(new Greeting("hello web"));
        assertThat(facts.find(Hostname.class)).contains(new Hostname("web"));
        assertThat(hostname.calls).isEqualTo(1);
    }

    @Test
    void provedAbsenceIsKeptToo() throws ImageException {
        HostnameGatherer hostname = new HostnameGatherer();
        Facts facts = facts(MemoryFileTree.builder(), hostname, new GreetingGatherer());
        assertThat(facts.find(Greeting.class)).isEmpty();
        assertThat(facts.find(Hostname.class)).isEmpty();
        assertThat(hostname.calls).isEqualTo(1);
    }

    @Test
    void whatIsUnknownStaysUnknownForEverybodyWhoAsks() {
        HostnameGatherer hostname = new HostnameGatherer();
        Facts facts = facts(
                MemoryFileTree.builder()
                        .damaged(
                                "/etc/hostname",
                                org.imginspect.guest.Kind.FILE,
                                () -> new DamagedImageException("bad extent", "disk")),
                hostname,
                new GreetingGatherer());
        assertThatThrownBy(() -> facts.find(Greeting.class)).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> facts.find(Hostname.class)).isInstanceOf(DamagedImageException.class);
        assertThat(hostname.calls).isEqualTo(1);
    }

    @Test
    void mistakesOfOursAreNotMistakenForTheImages() {
        assertThatThrownBy(() ->
                        facts(MemoryFileTree.builder(), new SelfishGatherer()).find(Greeting.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs itself");
        assertThatThrownBy(() -> facts(MemoryFileTree.builder()).find(Greeting.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> facts(MemoryFileTree.builder(), new HostnameGatherer(), new HostnameGatherer()))
                .hasMessageContaining("two gatherers");
    }
}
