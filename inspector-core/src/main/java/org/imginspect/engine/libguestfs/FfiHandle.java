package org.imginspect.engine.libguestfs;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * libguestfs through jnr-ffi: bytes stay bytes, and errors have numbers.
 *
 * <p>What C gives is freed here: {@code char *} and arrays with free(3), lists of structs with their own functions, and
 * {@code const char *} not at all.
 */
final class FfiHandle implements GuestfsHandle {
    private static final int ADDRESS_BYTES = 8;
    private static final int STATNS_BYTES = 8 * GuestfsStat.FIELDS;
    // struct guestfs_xattr: char *attrname @0, uint32_t attrval_len @8, char *attrval @16.
    private static final int XATTR_BYTES = 24;
    private static final int STRUCT_ROOM_BYTES = 512;

    private final LibGuestfs c;
    private final Runtime runtime;
    private @Nullable Pointer handle;

    private FfiHandle(LibGuestfs c, Pointer handle) {
        this.c = c;
        this.runtime = Runtime.getRuntime(c);
        this.handle = handle;
    }

    /**
     * Loads the library and makes a handle.
     *
     * @throws UnsatisfiedLinkError if {@code libguestfs.so.0} is not installed
     */
    static FfiHandle create() throws GuestfsException {
        LibGuestfs c = LibraryLoader.create(LibGuestfs.class)
                .option(LibraryOption.LoadNow, true)
                .failImmediately()
                .load("libguestfs.so.0");
        Pointer handle = c.guestfs_create_flags(LibGuestfs.NO_ENVIRONMENT | LibGuestfs.NO_CLOSE_ON_EXIT);
        if (handle == null) {
            throw new GuestfsException("create", "no handle could be made", 0);
        }
        // The default handler prints to stderr.
        c.guestfs_set_error_handler(handle, null, null);
        return new FfiHandle(c, handle);
    }

    @Override
    public String binding() {
        return "ffi";
    }

    private Pointer g() {
        if (handle == null) {
            throw new IllegalStateException("the handle is closed");
        }
        return handle;
    }

    private GuestfsException failure(String call) {
        Pointer text = c.guestfs_last_error(g());
        int errno = c.guestfs_last_errno(g());
        return new GuestfsException(
                call,
                text == null ? "failed without a message" : new String(bytes(text), StandardCharsets.UTF_8),
                errno);
    }

    private void check(String call, int result) throws GuestfsException {
        if (result == -1) {
            throw failure(call);
        }
    }

    private long check(String call, long result) throws GuestfsException {
        if (result == -1) {
            throw failure(call);
        }
        return result;
    }

    private Pointer check(String call, @Nullable Pointer result) throws GuestfsException {
        if (result == null) {
            throw failure(call);
        }
        return result;
    }

    private static byte[] text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] text(Path path) {
        return text(path.toAbsolutePath().toString());
    }

    private static byte[] text(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    private static byte[] bytes(Pointer text) {
        byte[] bytes = new byte[text.indexOf(0, (byte) 0)];
        text.get(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** A {@code char *}, freed. */
    private String take(Pointer text) {
        byte[] bytes = bytes(text);
        c.free(text);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A {@code char **}, freed. */
    private List<byte[]> takeList(Pointer array) {
        List<byte[]> list = new ArrayList<>();
        for (long at = 0; ; at += ADDRESS_BYTES) {
            Pointer element = array.getPointer(at);
            if (element == null) {
                c.free(array);
                return list;
            }
            list.add(bytes(element));
            c.free(element);
        }
    }

    private List<String> takeTexts(Pointer array) {
        return takeList(array).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    /** A buffer with its length, freed. */
    private byte[] takeBuffer(Pointer buffer, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        buffer.get(0, bytes, 0, bytes.length);
        c.free(buffer);
        return bytes;
    }

    /** An array of {@code char *} that ends in NULL, in one block of memory that lives as long as the pointer. */
    private Pointer array(List<byte[]> elements) {
        int length = (elements.size() + 1) * ADDRESS_BYTES;
        for (byte[] element : elements) {
            length = Math.addExact(length, element.length + 1);
        }
        Pointer block = Memory.allocateDirect(runtime, length, true);
        long text = (elements.size() + 1L) * ADDRESS_BYTES;
        for (int i = 0; i < elements.size(); i++) {
            byte[] element = elements.get(i);
            block.putAddress((long) i * ADDRESS_BYTES, block.address() + text);
            block.put(text, element, 0, element.length);
            text += element.length + 1;
        }
        return block;
    }

    @Override
    public String version() throws GuestfsException {
        Pointer version = check("version", c.guestfs_version(g()));
        // struct guestfs_version: int64_t major @0, minor @8, release @16.
        String text = version.getLong(0) + "." + version.getLong(8) + "." + version.getLong(16);
        c.guestfs_free_version(version);
        return text;
    }

    @Override
    public void setBackend(String backend) throws GuestfsException {
        check("set_backend", c.guestfs_set_backend(g(), text(backend)));
    }

    @Override
    public void setBackendSettings(List<String> settings) throws GuestfsException {
        Pointer array = array(settings.stream()
                .map(setting -> setting.getBytes(StandardCharsets.UTF_8))
                .toList());
        check("set_backend_settings", c.guestfs_set_backend_settings(g(), array));
    }

    @Override
    public void setPath(String path) throws GuestfsException {
        check("set_path", c.guestfs_set_path(g(), text(path)));
    }

    @Override
    public void setHypervisor(String program) throws GuestfsException {
        check("set_hv", c.guestfs_set_hv(g(), text(program)));
    }

    @Override
    public String hypervisor() throws GuestfsException {
        return take(check("get_hv", c.guestfs_get_hv(g())));
    }

    @Override
    public void setTmpdir(Path directory) throws GuestfsException {
        check("set_tmpdir", c.guestfs_set_tmpdir(g(), text(directory)));
    }

    @Override
    public void setCachedir(String directory) throws GuestfsException {
        check("set_cachedir", c.guestfs_set_cachedir(g(), text(directory)));
    }

    @Override
    public String cachedir() throws GuestfsException {
        return take(check("get_cachedir", c.guestfs_get_cachedir(g())));
    }

    @Override
    public void setMemsize(int mebibytes) throws GuestfsException {
        check("set_memsize", c.guestfs_set_memsize(g(), mebibytes));
    }

    @Override
    public void setSmp(int processors) throws GuestfsException {
        check("set_smp", c.guestfs_set_smp(g(), processors));
    }

    @Override
    public void setAppend(String words) throws GuestfsException {
        check("set_append", c.guestfs_set_append(g(), text(words)));
    }

    @Override
    public void setNetwork(boolean on) throws GuestfsException {
        check("set_network", c.guestfs_set_network(g(), on ? 1 : 0));
    }

    @Override
    public void setVerbose(boolean on) throws GuestfsException {
        check("set_verbose", c.guestfs_set_verbose(g(), on ? 1 : 0));
    }

    @Override
    public void config(String name, String value) throws GuestfsException {
        check("config", c.guestfs_config(g(), text(name), text(value)));
    }

    @Override
    public void addDriveReadOnly(Path image, String format, int sectorBytes) throws GuestfsException {
        Pointer formatText = Memory.allocateDirect(runtime, format.length() + 1, true);
        byte[] formatBytes = format.getBytes(StandardCharsets.US_ASCII);
        formatText.put(0, formatBytes, 0, formatBytes.length);
        // struct guestfs_add_drive_opts_argv: a newer library has more members behind these, so there is room for them.
        Pointer options = Memory.allocateDirect(runtime, STRUCT_ROOM_BYTES, true);
        long bitmask = 1 | 1 << 1; // READONLY, FORMAT
        options.putInt(8, 1); // readonly @8
        options.putAddress(16, formatText.address()); // format @16
        if (sectorBytes != 512) {
            bitmask |= 1 << 12; // BLOCKSIZE; since 1.42
            options.putInt(100, sectorBytes); // blocksize @100
        }
        options.putLong(0, bitmask);
        try {
            check("add_drive", c.guestfs_add_drive_opts_argv(g(), text(image), options));
        } finally {
            // The struct holds its bare address, which keeps nothing alive.
            Reference.reachabilityFence(formatText);
        }
    }

    @Override
    public void launch() throws GuestfsException {
        check("launch", c.guestfs_launch(g()));
    }

    @Override
    public void shutdown() throws GuestfsException {
        check("shutdown", c.guestfs_shutdown(g()));
    }

    @Override
    public List<String> listDevices() throws GuestfsException {
        return takeTexts(check("list_devices", c.guestfs_list_devices(g())));
    }

    @Override
    public List<String> listPartitions() throws GuestfsException {
        return takeTexts(check("list_partitions", c.guestfs_list_partitions(g())));
    }

    @Override
    public List<String> listMdDevices() throws GuestfsException {
        return takeTexts(check("list_md_devices", c.guestfs_list_md_devices(g())));
    }

    @Override
    public String mdUuid(String device) throws GuestfsException {
        // Names and values by turns.
        List<String> details = takeTexts(check("md_detail", c.guestfs_md_detail(g(), text(device))));
        for (int i = 0; i + 1 < details.size(); i += 2) {
            if (details.get(i).equals("uuid")) {
                return details.get(i + 1);
            }
        }
        return "";
    }

    @Override
    public List<String> lvs() throws GuestfsException {
        return takeTexts(check("lvs", c.guestfs_lvs(g())));
    }

    @Override
    public long deviceSizeBytes(String device) throws GuestfsException {
        return check("blockdev_getsize64", c.guestfs_blockdev_getsize64(g(), text(device)));
    }

    @Override
    public byte[] preadDevice(String device, int count, long offset) throws GuestfsException {
        long[] size = new long[1];
        Pointer buffer = check("pread_device", c.guestfs_pread_device(g(), text(device), count, offset, size));
        return takeBuffer(buffer, size[0]);
    }

    @Override
    public String vfsType(String device) throws GuestfsException {
        return take(check("vfs_type", c.guestfs_vfs_type(g(), text(device))));
    }

    @Override
    public String vfsUuid(String device) throws GuestfsException {
        return take(check("vfs_uuid", c.guestfs_vfs_uuid(g(), text(device))));
    }

    @Override
    public String vfsLabel(String device) throws GuestfsException {
        return take(check("vfs_label", c.guestfs_vfs_label(g(), text(device))));
    }

    @Override
    public boolean filesystemAvailable(String type) throws GuestfsException {
        int answer = c.guestfs_filesystem_available(g(), text(type));
        check("filesystem_available", answer);
        return answer != 0;
    }

    @Override
    public void mkmountpoint(String directory) throws GuestfsException {
        check("mkmountpoint", c.guestfs_mkmountpoint(g(), text(directory)));
    }

    @Override
    public void mountVfs(String options, String type, String device, String directory) throws GuestfsException {
        check("mount_vfs", c.guestfs_mount_vfs(g(), text(options), text(type), text(device), text(directory)));
    }

    @Override
    public String dmesg() throws GuestfsException {
        return take(check("dmesg", c.guestfs_dmesg(g())));
    }

    @Override
    public void umount(String directory) throws GuestfsException {
        Pointer options = Memory.allocateDirect(runtime, STRUCT_ROOM_BYTES, true);
        check("umount", c.guestfs_umount_opts_argv(g(), text(directory), options));
    }

    @Override
    public long btrfsDefaultSubvolume(String directory) throws GuestfsException {
        return check("btrfs_subvolume_get_default", c.guestfs_btrfs_subvolume_get_default(g(), text(directory)));
    }

    @Override
    public void find0(byte[] directory, Path names) throws GuestfsException {
        check("find0", c.guestfs_find0(g(), text(directory), text(names)));
    }

    @Override
    public void ls0(byte[] directory, Path names) throws GuestfsException {
        check("ls0", c.guestfs_ls0(g(), text(directory), text(names)));
    }

    @Override
    public List<@Nullable GuestfsStat> lstatnslist(byte[] directory, List<byte[]> names) throws GuestfsException {
        Pointer list = check("lstatnslist", c.guestfs_lstatnslist(g(), text(directory), array(names)));
        // struct guestfs_statns_list: uint32_t len @0, struct guestfs_statns *val @8.
        int length = list.getInt(0);
        List<@Nullable GuestfsStat> stats = new ArrayList<>(length);
        if (length > 0) {
            Pointer values = list.getPointer(8);
            long[] fields = new long[GuestfsStat.FIELDS];
            for (int i = 0; i < length; i++) {
                values.get((long) i * STATNS_BYTES, fields, 0, fields.length);
                stats.add(GuestfsStat.of(fields, 0));
            }
        }
        c.guestfs_free_statns_list(list);
        return stats;
    }

    @Override
    public List<byte[]> readlinklist(byte[] directory, List<byte[]> names) throws GuestfsException {
        return takeList(check("readlinklist", c.guestfs_readlinklist(g(), text(directory), array(names))));
    }

    @Override
    public Map<String, byte[]> lgetxattrs(byte[] path) throws GuestfsException {
        Pointer list = check("lgetxattrs", c.guestfs_lgetxattrs(g(), text(path)));
        Map<String, byte[]> xattrs = new TreeMap<>();
        int length = list.getInt(0);
        for (int i = 0; i < length; i++) {
            Pointer xattr = list.getPointer(8).slice((long) i * XATTR_BYTES);
            byte[] value = new byte[xattr.getInt(8)];
            if (value.length > 0) {
                xattr.getPointer(16).get(0, value, 0, value.length);
            }
            xattrs.put(new String(bytes(xattr.getPointer(0)), StandardCharsets.UTF_8), value);
        }
        c.guestfs_free_xattr_list(list);
        return xattrs;
    }

    @Override
    public byte[] pread(byte[] path, int count, long offset) throws GuestfsException {
        long[] size = new long[1];
        Pointer buffer = check("pread", c.guestfs_pread(g(), text(path), count, offset, size));
        return takeBuffer(buffer, size[0]);
    }

    @Override
    public void tarOut(byte[] directory, Path archive, List<byte[]> excludes) throws GuestfsException {
        Pointer patterns = array(excludes);
        // struct guestfs_tar_out_opts_argv: bitmask @0, compress @8, int numericowner @16, char *const *excludes @24.
        Pointer options = Memory.allocateDirect(runtime, STRUCT_ROOM_BYTES, true);
        options.putLong(0, 1 << 1 | 1 << 2); // NUMERICOWNER, EXCLUDES
        options.putInt(16, 1);
        options.putAddress(24, patterns.address());
        try {
            check("tar_out", c.guestfs_tar_out_opts_argv(g(), text(directory), text(archive), options));
        } finally {
            Reference.reachabilityFence(patterns);
        }
    }

    @Override
    public void close() {
        if (handle != null) {
            c.guestfs_close(handle);
            handle = null;
        }
    }
}
