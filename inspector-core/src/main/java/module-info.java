/** Reads disk images offline and judges whether they are fit to publish. */
module org.imginspect.core {
    requires java.xml;
    requires org.apache.commons.codec;
    requires org.apache.commons.compress;
    requires org.jnrproject.ffi;
    requires org.tukaani.xz;
    requires org.snakeyaml.engine;
    requires org.tomlj;
    requires re2j;
    requires spring.security.crypto;
    requires com.github.luben.zstd_jni;
    requires tools.jackson.core;
    requires static transitive org.jspecify;

    exports org.imginspect.check;
    exports org.imginspect.engine;
    exports org.imginspect.error;
    exports org.imginspect.facts;
    exports org.imginspect.facts.answers;
    exports org.imginspect.facts.advisories;
    exports org.imginspect.facts.boot;
    exports org.imginspect.facts.cloudinit;
    exports org.imginspect.facts.disk;
    exports org.imginspect.facts.files;
    exports org.imginspect.facts.firewall;
    exports org.imginspect.facts.kernel;
    exports org.imginspect.facts.lifecycle;
    exports org.imginspect.facts.listeners;
    exports org.imginspect.facts.logs;
    exports org.imginspect.facts.memory;
    exports org.imginspect.facts.mounts;
    exports org.imginspect.facts.network;
    exports org.imginspect.facts.os;
    exports org.imginspect.facts.packages;
    exports org.imginspect.facts.repositories;
    exports org.imginspect.facts.secrets;
    exports org.imginspect.facts.ssh;
    exports org.imginspect.facts.startup;
    exports org.imginspect.facts.sudo;
    exports org.imginspect.facts.units;
    exports org.imginspect.facts.users;
    exports org.imginspect.facts.yaml;
    exports org.imginspect.facts.yara;
    exports org.imginspect.guest;
    exports org.imginspect.io;
    exports org.imginspect.report;
    exports org.imginspect.scan;
}
