/** For tests about images: a JUnit extension that opens them, and assertions. */
module org.imginspect.junit {
    requires transitive org.assertj.core;
    requires transitive org.imginspect.core;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports org.imginspect.junit;
}
