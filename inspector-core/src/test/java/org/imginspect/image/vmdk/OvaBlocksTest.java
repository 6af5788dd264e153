package org.imginspect.image.vmdk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.fixtures.Requirement;
import org.imginspect.image.BlockContract;
import org.imginspect.image.ImageFormat;
import org.junit.jupiter.api.BeforeAll;

/** Archives that tar packed, of disks that qemu-img wrote; qemu-img reads the disk beside the archive. */
class OvaBlocksTest extends BlockContract {
    @BeforeAll
    void needsTar() {
        Requirement.programs("tar");
    }

    @Override
    protected ImageFormat format() {
        return new OvaFormat();
    }

    @Override
    protected List<Variant> variants() {
        String longName = "a".repeat(60) + "/" + "b".repeat(120) + "-disk1.vmdk";
        return List.of(
                variant("ustar", "disk1.vmdk", "streamOptimized"),
                variant("gnu", longName, "streamOptimized"),
                variant("pax", longName, "monolithicSparse"));
    }

    @Override
    protected List<Variant> damagedVariants() {
        return variants().subList(0, 2);
    }

    @Override
    protected byte[] oracle(Variant variant, Path image, Path raw) throws Exception {
        Path disk = Path.of(Files.readString(image.resolveSibling("inside")));
        return super.oracle(variant, disk, raw);
    }

    private static Variant variant(String tarFormat, String name, String subformat) {
        return new Variant(tarFormat + " " + subformat, "vmdk", (raw, directory) -> {
            Path disk = directory.resolve(name);
            Files.createDirectories(disk.resolveSibling("."));
            run(
                    "qemu-img",
                    "convert",
                    "-f",
                    "raw",
                    "-O",
                    "vmdk",
                    "-o",
                    "subformat=" + subformat,
                    raw.toString(),
                    disk.toString());
            Files.writeString(directory.resolve("inside"), disk.toString());
            Files.writeString(directory.resolve("vm.ovf"), OvaHostileTest.ovf(name));
            Files.writeString(directory.resolve("vm.mf"), "SHA1(vm.ovf)= 0\n");
            Path ova = directory.resolve("vm.ova");
            List<String> command = new ArrayList<>(List.of("tar", "--format=" + tarFormat, "-C", directory.toString()));
            command.addAll(List.of("-cf", ova.toString(), "./vm.ovf", "vm.mf", name));
            run(command.toArray(String[]::new));
            return ova;
        });
    }
}
