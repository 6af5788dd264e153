/** The command line: parses, calls the library, prints. */
module org.imginspect.cli {
    requires info.picocli;
    requires org.imginspect.core;
    requires org.imginspect.sbom;
    requires static org.jspecify;

    opens org.imginspect.cli to
            info.picocli;
}
