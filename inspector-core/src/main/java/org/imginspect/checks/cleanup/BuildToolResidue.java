package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.users.Users;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/** Flags what the tools that make images leave behind. */
final class BuildToolResidue implements Check {
    /** Patterns, and what they tell. What lies in /tmp is another check's business. */
    private static final String[][] PLACES = {
        {"/.dockerenv", "Docker's mark of a container: systemd and cloud-init take the machine for one"},
        {"/.dockerinit", "Docker's mark of a container"},
        {"/run/.containerenv", "Podman's mark of a container: systemd takes the machine for one"},
        {"/.containerenv", "Podman's mark of a container"},
        {"/usr/sbin/policy-rc.d", "policy that keeps services from being started when they are installed"},
        {"/etc/apt/apt.conf.d/docker-*", "apt configuration of Docker's images"},
        {"/etc/dpkg/dpkg.cfg.d/docker-*", "dpkg configuration of Docker's images"},
        {"/debootstrap", "directory of debootstrap"},
        {"/usr/lib/virt-sysprep/scripts-done", "scripts that virt-customize had run at a first boot"},
        {"/root/anaconda-ks.cfg", "installer's answer file"},
        {"/root/original-ks.cfg", "installer's answer file"},
        {"/root/initial-setup-ks.cfg", "installer's answer file"},
        {"/root/ks-*.log", "log of an installer's script"},
        {"/root/anaconda-post.log", "log of an installer's script"},
        {"/root/ks-script-*", "script of an installer"},
        {"/root/*.ks", "installer's answer file"},
        {"/preseed.cfg", "installer's answer file"},
        {"/root/preseed.cfg", "installer's answer file"},
        {"/root/autoinst.xml", "installer's answer file"},
        {"/ks.cfg", "installer's answer file"},
        {"/etc/sudoers.d/packer*", "sudo rule for Packer"},
        {"/etc/sudoers.d/*vagrant*", "sudo rule for Vagrant"},
        {"/root/packer*", "file of Packer"},
        {"/etc/vagrant_box_build_time", "mark of a Vagrant box"},
        {"/etc/vagrant_box_build_date", "mark of a Vagrant box"},
        {"/vagrant", "directory that Vagrant shares"},
        {"/opt/VBoxGuestAdditions-*", "VirtualBox's guest additions"},
        {"/etc/vmware-tools/locations", "VMware's tools, installed without a package"},
        {"/usr/lib/vmware-tools", "VMware's tools, installed without a package"},
        {"/usr/lib/parallels-tools", "Parallels' tools"},
        {"/etc/dib-manifests", "manifests of diskimage-builder"},
        {"/usr/local/sbin/dib-*", "script of diskimage-builder"},
        {"/image/config.xml", "description that KIWI built from"}
    };

    /** The same in each home. */
    private static final String[][] PERSONAL = {
        {".ansible", "directory of Ansible"},
        {".ansible_async", "results of Ansible's jobs"},
        {".packer.d", "directory of Packer"},
        {"packer_cache", "directory of Packer"},
        {".vagrant.d", "directory of Vagrant"},
        {".vbox_version", "mark of Packer's VirtualBox builder"},
        {"VBoxGuestAdditions.iso", "disk with VirtualBox's guest additions"},
        {"VBoxGuestAdditions_*.iso", "disk with VirtualBox's guest additions"},
        {"linux.iso", "disk with VMware's tools"},
        {"vmware-tools-distrib", "VMware's tools, unpacked"},
        {"VMwareTools-*.tar.gz", "VMware's tools"},
        {".kitchen", "directory of Test Kitchen"},
        {".berkshelf", "directory of Berkshelf"},
        {"99-img-check.sh", "a marketplace's script to check images"},
        {"img_check.sh", "a marketplace's script to check images"},
        {"90-cleanup.sh", "a marketplace's script to clean images"},
        {"yc-image-cleanup.sh", "a marketplace's script to clean images"}
    };

    /** Accounts by which tools get in. */
    private static final Set<String> ACCOUNTS = Set.of("packer", "vagrant");

    private static final CheckInfo INFO = new CheckInfo(
            "cleanup.build-tool-residue",
            Area.CLEANUP,
            Level.WARNING,
            "Nothing is left of the tools that made the image",
            "delete the files and accounts named, as the last step of the build");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        Set<GuestPath> seen = new HashSet<>();
        for (String[] place : PLACES) {
            for (GuestPath path : context.tree().glob(place[0])) {
                add(context, path, place[1], seen, findings);
            }
        }
        Optional<Users> users = context.facts().find(Users.class);
        if (users.isPresent()) {
            for (GuestPath home : Homes.of(users.get())) {
                if (Homes.isPersonal(home) || home.equals(Homes.SKELETON)) {
                    personal(context, home, seen, findings);
                }
            }
            for (Users.Account account : users.get().accounts()) {
                if (ACCOUNTS.contains(account.name())) {
                    findings.add(Finding.of(
                            Level.WARNING,
                            "account '" + account.name() + "', by which a build tool gets in",
                            GuestPath.of("/etc/passwd"),
                            account.line()));
                }
            }
        }
        return Capped.verdict(findings, "things that build tools left");
    }

    private static void personal(CheckContext context, GuestPath home, Set<GuestPath> seen, List<Finding> findings)
            throws ImageException {
        GuestTree tree = context.tree();
        if (!tree.exists(home)) {
            return;
        }
        for (String[] place : PERSONAL) {
            int star = place[0].indexOf('*');
            if (star < 0) {
                add(context, home.resolve(place[0]), place[1], seen, findings);
                continue;
            }
            String before = place[0].substring(0, star);
            String after = place[0].substring(star + 1);
            for (GuestName name : tree.list(home)) {
                String text = name.text();
                if (text.length() >= before.length() + after.length()
                        && text.startsWith(before)
                        && text.endsWith(after)) {
                    add(context, home.resolve(name), place[1], seen, findings);
                }
            }
        }
    }

    private static void add(
            CheckContext context, GuestPath path, String what, Set<GuestPath> seen, List<Finding> findings)
            throws ImageException {
        Optional<Node> node = context.tree().lstat(path);
        if (node.isEmpty() || !seen.add(path) || isPackaged(context, path)) {
            return;
        }
        findings.add(Finding.of(Level.WARNING, what, path));
    }

    private static boolean isPackaged(CheckContext context, GuestPath path) throws ImageException {
        Optional<PackageFiles> packages = context.facts().find(PackageFiles.class);
        return packages.isPresent()
                && (packages.get().owner(path) != PackageFiles.Owner.NONE
                        || packages.get().isDirectory(path));
    }
}
