package org.imginspect.checks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the kernel comes from, on a Debian whose package keeps MD5 digests. */
class UnmodifiedTest {
    private static final String ID = "kernel.unmodified";
    private static final String KERNEL = "/boot/vmlinuz-6.1.0-31-cloud-amd64";
    private static final String MODULES = "/usr/lib/modules/6.1.0-31-cloud-amd64";
    private static final String PACKAGE = "linux-image-6.1.0-31-cloud-amd64";

    private static List<String> findings(String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(ID, "debian-12", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KERNEL,
                MODULES,
                MODULES + "/kernel/fs/xfs",
                MODULES + "/kernel/fs/xfs/xfs.ko",
                "/var/lib/dpkg/status",
                "/var/lib/dpkg/info/" + PACKAGE + ".list",
                "/var/lib/dpkg/info/" + PACKAGE + ".md5sums"
            })
    void whatCannotBeReadIsNeverAPass(String path) {
        assertThatThrownBy(() -> CloudGuests.askDamaged(ID, "debian-12", "", path))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void eachFileThatDiffersIsNamed() throws Exception {
        assertThat(findings("""
                        -- @KERNEL@ kernel --
                        @K@ patched
                        -- @MODULES@/kernel/fs/xfs/xfs.ko --
                        -- @MODULES@/kernel/fs/btrfs/btrfs.ko.xz --
                        -- @MODULES@/extra/own.ko.zst --
                        -- @MODULES@/kernel/notes.kotlin --
                        -- @MODULES@/kernel/.ko --
                        """))
                .containsExactlyInAnyOrder(
                        "ERROR " + KERNEL + " the kernel 6.1.0-31-cloud-amd64 is not what the package " + PACKAGE
                                + " brought",
                        "ERROR " + MODULES + "/kernel/fs/xfs/xfs.ko module is not what the package " + PACKAGE
                                + " brought",
                        "ERROR " + MODULES + "/kernel/fs/btrfs/btrfs.ko.xz module is no package's",
                        "WARNING " + MODULES + "/extra/own.ko.zst module from outside the kernel, no package's"
                                + " (dkms?)");
    }

    /** Links to modules, as weak-updates has them, are the modules they lead to. */
    @Test
    void aLinkIsNoModuleOfItsOwn() throws Exception {
        assertThat(findings("-- @MODULES@/weak-updates/xfs.ko -> ../kernel/fs/xfs/xfs.ko --\n"))
                .isEmpty();
    }

    @Test
    void aKernelThatDoesNotStartIsLeftAlone() throws Exception {
        assertThat(findings("""
                        -- /boot/vmlinuz-5.0.0-own kernel --
                        5.0.0-own
                        -- /lib/modules/5.0.0-own/kernel/fs/xfs/xfs.ko module --
                        """)).isEmpty();
    }

    @Test
    void withoutDigestsNothingIsProved() throws Exception {
        assertThat(findings("-- /var/lib/dpkg/info/" + PACKAGE + ".md5sums --\n"))
                .containsExactly(
                        "WARNING " + KERNEL + " the package " + PACKAGE
                                + " keeps no digest of the kernel 6.1.0-31-cloud-amd64",
                        "WARNING of 18 modules of the kernel 6.1.0-31-cloud-amd64 packages keep no digest for 18");
    }

    /** make bindeb-pkg names the version after the release: 6.1.0-31-cloud-amd64-1. */
    @Test
    void aPackageOfTheKernelsOwnMakefileIsNoDistributions() throws Exception {
        assertThat(findings("-- /var/lib/dpkg/status edit --\n" + "s/(Package: " + PACKAGE
                        + "\\n(?:.+\\n)*?Version: )6.1.128-1/$16.1.0-31-cloud-amd64-1/\n"))
                .containsExactly("ERROR the package " + PACKAGE
                        + " 6.1.0-31-cloud-amd64-1 was made by the kernel's own Makefile, by no distribution");
    }

    @Test
    void withoutAPackageManagerTheKernelIsNobodys() throws Exception {
        assertThat(findings("-- !/var/lib/dpkg --\n"))
                .containsExactly("ERROR there is no package manager that a kernel could come from");
    }
}
