package org.imginspect.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** Archives made by hand. */
class OvaHostileTest {
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    static String ovf(String... hrefs) {
        StringBuilder files = new StringBuilder();
        StringBuilder disks = new StringBuilder();
        for (int i = 0; i < hrefs.length; i++) {
            files.append("<File ovf:href=\"" + hrefs[i] + "\" ovf:id=\"file" + i + "\" ovf:size=\"1\"/>");
            disks.append("<Disk ovf:capacity=\"1\" ovf:diskId=\"vmdisk" + i + "\" ovf:fileRef=\"file" + i
                    + "\" ovf:format=\"http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized\"/>");
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\""
                + " xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\">"
                + "<References>" + files + "</References><DiskSection><Info>Disks</Info>" + disks
                + "<Disk ovf:capacity=\"8\" ovf:diskId=\"empty\"/></DiskSection>"
                + "<VirtualSystem ovf:id=\"vm\"><Info>x</Info></VirtualSystem></Envelope>\n";
    }

    private OvaHostileTest add(String name, byte[] content) {
        return add(name, content, Long.toOctalString(content.length), '0');
    }

    private OvaHostileTest add(String name, String content) {
        return add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private OvaHostileTest add(String name, byte[] content, String size, char type) {
        byte[] head = new byte[512];
        put(head, 0, name);
        put(head, 0x64, "0000644");
        if (size.startsWith("#")) {
            head[0x7c] = (byte) 0x80;
            for (int i = 0; i < 8; i++) {
                head[0x7c + 4 + i] = (byte) (Long.parseLong(size.substring(1)) >>> (56 - 8 * i));
            }
        } else {
            put(head, 0x7c, size);
        }
        head[0x9c] = (byte) type;
        put(head, 0x101, "ustar\00000");
        Arrays.fill(head, 0x94, 0x9c, (byte) ' ');
        int sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        put(head, 0x94, String.format("%06o", sum));
        head[0x9a] = 0;
        tar.writeBytes(head);
        tar.writeBytes(Arrays.copyOf(content, (content.length + 511) & -512));
        return this;
    }

    private static void put(byte[] bytes, int at, String latin1) {
        byte[] text = latin1.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, at, text.length);
    }

    private DiskImage open() throws ImageException {
        ArraySource file = new ArraySource(tar.toByteArray(), "vm.ova");
        assertThat(new OvaFormat().recognises(file)).isTrue();
        return new OvaFormat().open(file, Limits.defaults());
    }

    private void damaged(String what) {
        assertThatThrownBy(this::open).isInstanceOf(DamagedImageException.class).hasMessageContaining(what);
    }

    private void refused(String what) {
        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(what);
    }

    @Test
    void theArchiveThatIsSpoiledBelowIsWhole() throws Exception {
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", VmdkBytes.sparse().bytes());
        DiskImage image = open();
        assertThat(image.format()).isEqualTo("ova");
        assertThat(image.disk().read(0, 3).latin1(0, 3)).isEqualTo("ddd");
        assertThat(image.disk().describe()).isEqualTo("vm.ova > disk.vmdk");
    }

    @Test
    void sizesMayBeBinaryAsOfFilesOf8GiBAndMore() throws Exception {
        byte[] disk = VmdkBytes.sparse().bytes();
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", disk, "#" + disk.length, '0');
        assertThat(open().disk().size()).isEqualTo(VmdkBytes.CAPACITY * 512);
        tar.reset();
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", disk, "#" + (9L << 30), '0');
        damaged("a tar entry of 9663676416 bytes ends beyond the file");
        tar.reset();
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", disk, "#" + Long.MIN_VALUE, '0');
        damaged("exceeds 2^63 - 1");
    }

    @Test
    void severalDisksAreNamed() {
        add("vm.ovf", ovf("a.vmdk", "b.vmdk"));
        refused("ova: 2 disks, a.vmdk, b.vmdk; unpack the archive (tar -xf) and give them together");
    }

    @Test
    void disksThatCannotBeReadWhereTheyLieAreNamed() {
        String gz = ovf("disk.vmdk").replace("ovf:size=", "ovf:compression=\"gzip\" ovf:size=");
        add("vm.ovf", gz).add("disk.vmdk", "\u001f\u008b");
        refused("the disk 'disk.vmdk' is compressed with gzip");
        tar.reset();
        add("vm.ovf", gz.replace("compression=\"gzip\"", "chunkSize=\"2\""));
        refused("'disk.vmdk' is in several pieces");
        tar.reset();
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", new byte[] {0x1f, (byte) 0x8b, 8, 0});
        refused("the disk 'disk.vmdk' is no VMDK");
        tar.reset();
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", new byte[2048], "4000", 'S');
        refused("packed as a sparse file of GNU tar");
    }

    @Test
    void aDiskInAnArchiveNamesNoOtherFile() {
        for (String name : new String[] {"/etc/passwd", "flat.vmdk", "vm.ovf"}) {
            tar.reset();
            add("vm.ovf", ovf("disk.vmdk"))
                    .add("disk.vmdk", VmdkBytes.descriptor("monolithicFlat", "RW 1 FLAT \"" + name + "\" 0"))
                    .add("flat.vmdk", new byte[512]);
            refused("ova: the disk names another file, its extent '" + name + "'");
        }
    }

    @Test
    void whatTheDescriptorNamesIsThereOnce() {
        add("vm.ovf", ovf("disk.vmdk")).add("disk2.vmdk", "x");
        damaged("'disk.vmdk' is not in the archive");
        add("disk.vmdk", "x").add("./disk.vmdk", "y");
        damaged("the archive has 'disk.vmdk' twice");
        tar.reset();
        add("vm.ovf", ovf("../../etc/passwd")).add("disk.vmdk", "x");
        damaged("'../../etc/passwd' is not in the archive");
        tar.reset();
        add("vm.ovf", ovf("http://example.org/disk.vmdk"));
        damaged("is not in the archive");
        tar.reset();
        add("vm.ovf", ovf());
        damaged("no disk that comes in a file");
        tar.reset();
        add("vm.ovf", ovf("disk.vmdk").replace("ovf:fileRef=\"file0\"", "ovf:fileRef=\"file9\""));
        damaged("the file 'file9', which the OVF descriptor does not have");
    }

    @Test
    void documentTypesAreNotFollowed() {
        String bomb = "<!DOCTYPE Envelope [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>";
        String file = "<!DOCTYPE Envelope [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        for (String type : new String[] {bomb, file, "<!DOCTYPE Envelope SYSTEM \"http://example.org/x.dtd\">"}) {
            tar.reset();
            add("vm.ovf", ovf("&x;").replace("?>\n", "?>\n" + type));
            assertThatThrownBy(this::open).isInstanceOf(DamagedImageException.class);
        }
        tar.reset();
        add("vm.ovf", "no xml at all");
        damaged("the OVF descriptor is no XML");
        tar.reset();
        add("vm.ovf", "<html/>");
        damaged("the OVF descriptor is a 'html', no Envelope");
        tar.reset();
        add("vm.ovf", "<Envelope>" + "<a>".repeat(200) + "</a>".repeat(200) + "</Envelope>");
        damaged("nest deeper than 100");
    }

    @Test
    void damagedHeadersAreFound() {
        add("vm.ovf", ovf("disk.vmdk")).add("disk.vmdk", VmdkBytes.sparse().bytes());
        byte[] whole = tar.toByteArray();
        for (int at = whole.length - 512 - VmdkBytes.sparse().bytes().length; at < whole.length; at += 1511) {
            ArraySource cut = new ArraySource(Arrays.copyOf(whole, at), "cut.ova");
            assertThatThrownBy(() -> new OvaFormat().open(cut, Limits.defaults()))
                    .isInstanceOf(ImageException.class);
        }
        tar.reset();
        tar.writeBytes(whole);
        add("pax", "20 path=x\n".getBytes(StandardCharsets.UTF_8), "12", 'x');
        damaged("a record of a pax header has no length");
        tar.reset();
        tar.writeBytes(whole);
        add("x", new byte[0], "9", '0');
        damaged("is no octal number");
    }

    @Test
    void aHugeDescriptorIsNotRead() {
        add("vm.ovf", ovf("disk.vmdk"));
        ArraySource file = new ArraySource(tar.toByteArray(), "vm.ova");
        Limits small = Limits.defaults().with(Limits.TEXT_FILE_BYTES, 100);
        assertThatThrownBy(() -> new OvaFormat().open(file, small)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void otherArchivesAreNoOva() throws Exception {
        add("readme", "x").add("disk.vmdk", VmdkBytes.sparse().bytes());
        assertThat(new OvaFormat().recognises(new ArraySource(tar.toByteArray(), "x.tar")))
                .isFalse();
        assertThat(new OvaFormat().recognises(new ArraySource(new byte[1024], "zeros")))
                .isFalse();
    }
}
