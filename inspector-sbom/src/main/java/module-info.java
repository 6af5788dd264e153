/** Writes software bills of materials of disk images, in CycloneDX and SPDX. */
module org.imginspect.sbom {
    requires com.fasterxml.jackson.databind;
    requires cyclonedx.core.java;
    requires org.imginspect.core;
    requires org.spdx.core;
    requires org.spdx.jacksonstore;
    requires org.spdx.library;
    requires org.spdx.model.v2;
    requires static transitive org.jspecify;

    exports org.imginspect.sbom;
}
