package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Timings;

/** Reports for the tests of their formats. */
final class SampleReports {
    static final Timings TIMINGS = new Timings(812_345_678L, 41_000_000L, Map.of("ssh.host-keys-absent", 1_500_000L));
    static final String ROOT = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

    private SampleReports() {}

    static CheckResult result(String id, Area area, String title, String fix, Verdict verdict) {
        return new CheckResult(new CheckInfo(id, area, Level.ERROR, title, fix), Params.NONE, verdict);
    }

    /** One check for each reason. */
    static List<NotRun> notRun() {
        return List.of(
                new NotRun(info("disk.free-space-residue", Area.DISK).deep(), NotRun.Reason.DEEP),
                new NotRun(info("boot.console-tty1", Area.BOOT).onRequest(), NotRun.Reason.ON_REQUEST),
                new NotRun(info("boot.grub-timeout", Area.BOOT), NotRun.Reason.SKIPPED),
                new NotRun(info("kernel.virtiofs", Area.KERNEL).onRequest(), NotRun.Reason.NOT_SELECTED));
    }

    private static CheckInfo info(String id, Area area) {
        return new CheckInfo(id, area, Level.ERROR, "All is well", "Mend it");
    }

    static StorageMap storage(String image) {
        List<StorageEntry> entries = new ArrayList<>();
        entries.add(entry(image, StorageEntry.Kind.CONTAINER, "qcow2", StorageEntry.State.OPENED, 3L << 30));
        entries.add(
                entry(image + " > gpt", StorageEntry.Kind.PARTITION_TABLE, "gpt", StorageEntry.State.OPENED, 3L << 30));
        entries.add(partition(image, 14, "21686148-6449-6E6F-744E-656564454649", 1 << 20, 3 << 20));
        entries.add(entry(
                image + " > gpt:14 > bios-boot",
                StorageEntry.Kind.DATA,
                "bios-boot",
                StorageEntry.State.RECOGNISED,
                3 << 20));
        entries.add(partition(image, 15, "C12A7328-F81F-11D2-BA4B-00A0C93EC93B", 4 << 20, 124 << 20));
        entries.add(opened(image + " > gpt:15 > vfat", "vfat", "0FCC-1234", "/boot/efi", 124 << 20, Consistency.CLEAN));
        entries.add(partition(image, 1, ROOT, 128 << 20, 2L << 30));
        entries.add(opened(
                image + " > gpt:1 > ext4",
                "ext4",
                "f0f0f0f0-0000-4000-8000-00000000cafe",
                "/",
                2L << 30,
                Consistency.replayed("its journal held 3 transactions")));
        entries.add(partition(image, 2, ROOT, (128L << 20) + (2L << 30), 512 << 20));
        entries.add(new StorageEntry(
                image + " > gpt:2 > xfs",
                StorageEntry.Kind.FILE_SYSTEM,
                "xfs",
                StorageEntry.State.UNSUPPORTED,
                Optional.of(new Problem(
                        Problem.Kind.UNSUPPORTED,
                        "xfs is not supported by the embedded engine",
                        image + " > gpt:2 > xfs",
                        OptionalLong.empty())),
                Optional.empty(),
                Optional.of("aaaaaaaa-0000-4000-8000-00000000cafe"),
                Optional.of("data"),
                OptionalLong.of(512 << 20),
                Optional.empty(),
                Optional.empty()));
        return new StorageMap(
                new ContainerInfo(
                        "qcow2", 3, 3L << 30, 213_909_504L, List.of(), false, false, OptionalLong.of(65536), "zlib"),
                Optional.of(new PartitionTableInfo(
                        "gpt",
                        512,
                        Optional.of("00000000-0000-4000-8000-00000000D15C"),
                        PartitionTableInfo.Mbr.PROTECTIVE,
                        false,
                        List.of(),
                        PartitionTableInfo.BootCode.GRUB)),
                entries);
    }

    private static StorageEntry entry(
            String path, StorageEntry.Kind kind, String format, StorageEntry.State state, long sizeBytes) {
        return new StorageEntry(
                path,
                kind,
                format,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(sizeBytes),
                Optional.empty(),
                Optional.empty());
    }

    private static StorageEntry opened(
            String path, String format, String uuid, String mountPoint, long sizeBytes, Consistency consistency) {
        return new StorageEntry(
                path,
                StorageEntry.Kind.FILE_SYSTEM,
                format,
                StorageEntry.State.OPENED,
                Optional.empty(),
                Optional.of(consistency),
                Optional.of(uuid),
                Optional.empty(),
                OptionalLong.of(sizeBytes),
                Optional.of(GuestPath.of(mountPoint)),
                Optional.empty());
    }

    private static StorageEntry partition(String image, int number, String type, long start, long sizeBytes) {
        return new StorageEntry(
                image + " > gpt:" + number,
                StorageEntry.Kind.PARTITION,
                "gpt",
                StorageEntry.State.OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.of("11111111-0000-4000-8000-0000000000" + (10 + number)),
                Optional.empty(),
                OptionalLong.of(sizeBytes),
                Optional.empty(),
                Optional.of(new PartitionInfo(number, type, start, 0, OptionalInt.empty())));
    }

    static ScanReport failing(String image) {
        List<CheckResult> results = List.of(
                result(
                        "disk.partition-table-gpt",
                        Area.DISK,
                        "The disk has a GPT",
                        "sgdisk --mbrtogpt",
                        Verdict.pass()),
                result(
                        "fs.fstab-no-device-names",
                        Area.FS,
                        "fstab names no devices",
                        "write UUID=... as blkid prints it in the place of the device's name, which depends on the hypervisor",
                        Verdict.of(List.of(
                                Finding.of(Level.ERROR, "'/dev/sda1' is mounted at /", GuestPath.of("/etc/fstab"), 3),
                                Finding.of(
                                        Level.WARNING,
                                        "'/dev/sdb1' is mounted at /mnt with nofail",
                                        GuestPath.of("/etc/fstab"),
                                        4)))),
                result(
                        "boot.console-ttys0",
                        Area.BOOT,
                        "The kernel writes to ttyS0",
                        "add console=ttyS0",
                        new Verdict.Undetermined(new Problem(
                                Problem.Kind.DAMAGED,
                                "ext4: extent depth 9 exceeds 5",
                                "debian.qcow2 > gpt:1",
                                OptionalLong.of(0x1c00400)))),
                result(
                        "cloudinit.enabled",
                        Area.CLOUDINIT,
                        "cloud-init runs",
                        "rm /etc/cloud/cloud-init.disabled",
                        Verdict.notApplicable("cloud-init is not installed")),
                result(
                        "ssh.host-keys-absent",
                        Area.SSH,
                        "No SSH host key is in the image",
                        "rm /etc/ssh/ssh_host_*",
                        Verdict.of(Finding.of(
                                Level.ERROR,
                                "private host key, the same on every machine that is made from this image",
                                GuestPath.of("/etc/ssh/ssh_host_ed25519_key")))));
        return new ScanReport(
                image,
                Optional.empty(),
                Optional.of(new EngineInfo(
                        "embedded", "0.1.0", List.of("libguestfs might read more, but it is not installed"))),
                Optional.empty(),
                Optional.of(storage("debian.qcow2")),
                Optional.empty(),
                Optional.of(new GuestInfo(
                        "debian",
                        Optional.of("12"),
                        Optional.of("x86_64"),
                        "Debian GNU/Linux 12 (bookworm)",
                        Optional.of("bookworm"),
                        "debian")),
                results,
                notRun(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                TIMINGS);
    }

    static ScanReport passing(String image) {
        StorageMap whole = storage(image);
        return new ScanReport(
                image,
                Optional.empty(),
                Optional.of(new EngineInfo("libguestfs", "1.48.6", List.of())),
                Optional.of("the embedded engine could not read " + image + " > gpt:2 > xfs: xfs is not supported"),
                Optional.of(new StorageMap(
                        whole.container(), whole.table(), whole.entries().subList(0, 8))),
                Optional.empty(),
                Optional.empty(),
                List.of(result(
                        "disk.partition-table-gpt",
                        Area.DISK,
                        "The disk has a GPT",
                        "sgdisk --mbrtogpt",
                        Verdict.pass())),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                TIMINGS);
    }

    static ScanReport unopened(String image) {
        return new ScanReport(
                image,
                Optional.of(new Problem(Problem.Kind.UNREADABLE, "no such file", image, OptionalLong.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                new Timings(1_000_000L, 1_000_000L, Map.of()));
    }

    /** What a hostile image can put into a report, everywhere it can put it. */
    static ScanReport evil() {
        String evil =
                "a\u001b[31mred\u001b]0;title\u0007\nFAKE  line\r<script>alert(1)</script>]]>&\"'\u202etxt.exe\u200b\u2028\ud800\u0000";
        byte[] bytes = "/etc/\u001b[2J\n<script>]]>\\ \u202e".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] malformed = java.util.Arrays.copyOf(bytes, bytes.length + 2);
        malformed[bytes.length] = (byte) 0xff;
        malformed[bytes.length + 1] = (byte) 0xc0;
        GuestPath path = GuestPath.of(malformed);
        StorageEntry container = entry(evil, StorageEntry.Kind.CONTAINER, "raw", StorageEntry.State.OPENED, 1 << 20);
        StorageEntry fs = new StorageEntry(
                evil + " > ext4",
                StorageEntry.Kind.FILE_SYSTEM,
                "ext4",
                StorageEntry.State.DAMAGED,
                Optional.of(new Problem(Problem.Kind.DAMAGED, "ext4: " + evil, evil, OptionalLong.empty())),
                Optional.of(Consistency.stale(evil)),
                Optional.of(evil),
                Optional.of(evil),
                OptionalLong.of(1 << 20),
                Optional.of(path),
                Optional.empty());
        return new ScanReport(
                evil,
                Optional.empty(),
                Optional.of(new EngineInfo("embedded", "0.1.0", List.of(evil))),
                Optional.of(evil),
                Optional.of(new StorageMap(
                        new ContainerInfo(
                                "raw", 0, 1 << 20, 4096, List.of(evil), false, false, OptionalLong.empty(), ""),
                        Optional.empty(),
                        List.of(container, fs))),
                Optional.of(new Problem(Problem.Kind.UNSUPPORTED, evil, evil, OptionalLong.of(16))),
                Optional.of(
                        new GuestInfo(evil, Optional.of(evil), Optional.of(evil), evil, Optional.of(evil), "other")),
                List.of(
                        result(
                                "ssh.evil",
                                Area.SSH,
                                "Nothing evil",
                                "mend",
                                Verdict.of(Finding.of(Level.ERROR, evil, path, 7))),
                        result("ssh.why", Area.SSH, "Nothing evil", "mend", Verdict.notApplicable(evil)),
                        result(
                                "ssh.unknown",
                                Area.SSH,
                                "Nothing evil",
                                "mend",
                                new Verdict.Undetermined(
                                        new Problem(Problem.Kind.DAMAGED, evil, evil, OptionalLong.empty())))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                TIMINGS);
    }
}
