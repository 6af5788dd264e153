package org.imginspect.checks.ssh;

import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.guest.MemoryFileTree;

/** A guest with an sshd from no package, whose program tells its version. */
final class SshGuest {
    static final String CONFIG = "/etc/ssh/sshd_config";
    static final String DROP_INS = "/etc/ssh/sshd_config.d/";
    static final String UNITS = "/usr/lib/systemd/system/";
    static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";
    static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6CIzoKvzlJka6Jm30aKv6wLL3sY4ZgelGFBsDbPckF me@build";

    private SshGuest() {}

    static MemoryFileTree.Builder sshd(String version, String config) {
        return MemoryFileTree.builder()
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/srv/app:/bin/sh\n")
                .file("/etc/group", "root:x:0:\napp:x:1000:\nwheel:x:10:app\n")
                .file("/usr/sbin/sshd", "\u007fELF......OpenSSH_" + version + "p1 and more of it, as it greets")
                .file(CONFIG, config);
    }

    static MemoryFileTree.Builder sshd(String config) {
        return sshd("9.2", config);
    }

    /** The same with a systemd that starts ssh.service. */
    static MemoryFileTree.Builder started(String config) {
        return systemd(sshd(config)).symlink(WANTS + "ssh.service", UNITS + "ssh.service");
    }

    static MemoryFileTree.Builder systemd(MemoryFileTree.Builder files) {
        return files.file("/usr/lib/systemd/systemd", "x")
                .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                .file(UNITS + "multi-user.target", "[Unit]\n")
                .file(UNITS + "sysinit.target", "[Unit]\n")
                .symlink(UNITS + "default.target", "multi-user.target")
                .file(
                        UNITS + "ssh.service",
                        "[Service]\nEnvironmentFile=-/etc/default/ssh\nExecStart=/usr/sbin/sshd -D $SSHD_OPTS\n");
    }

    /** The same with a cloud-init that runs, by System V's means. */
    static MemoryFileTree.Builder withCloudInit(MemoryFileTree.Builder files, String config) {
        files.file("/usr/bin/cloud-init", "#!")
                .file("/etc/inittab", "id:3:initdefault:\n")
                .file("/etc/cloud/cloud.cfg", config);
        int number = 50;
        for (String name : new String[] {"cloud-init-local", "cloud-init", "cloud-config", "cloud-final"}) {
            files.file("/etc/init.d/" + name, "#!/bin/sh\n")
                    .symlink("/etc/rc3.d/S" + ++number + name, "../init.d/" + name);
        }
        return files;
    }

    static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }
}
