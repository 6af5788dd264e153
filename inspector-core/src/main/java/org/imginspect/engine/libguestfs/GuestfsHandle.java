package org.imginspect.engine.libguestfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of libguestfs that this engine makes, and no others: guestfs(3) describes them by their C names.
 *
 * <p>Paths inside the appliance are bytes. A handle is for one thread at a time: {@link Appliance} sees to that.
 */
interface GuestfsHandle extends AutoCloseable {
    /** {@code ffi} or {@code jni}. */
    String binding();

    /** {@code 1.48.6} */
    String version() throws GuestfsException;

    // Before launch.

    void setBackend(String backend) throws GuestfsException;

    void setBackendSettings(List<String> settings) throws GuestfsException;

    /** Where the appliance is looked for: {@code LIBGUESTFS_PATH}. */
    void setPath(String path) throws GuestfsException;

    /** The emulator's program: {@code LIBGUESTFS_HV}. */
    void setHypervisor(String program) throws GuestfsException;

    /** Where overlays lie. */
    void setTmpdir(Path directory) throws GuestfsException;

    /** Where the appliance is kept between runs. */
    void setCachedir(String directory) throws GuestfsException;

    String cachedir() throws GuestfsException;

    String hypervisor() throws GuestfsException;

    void setMemsize(int mebibytes) throws GuestfsException;

    void setSmp(int processors) throws GuestfsException;

    /** More words for the command line of the appliance's kernel. */
    void setAppend(String words) throws GuestfsException;

    void setNetwork(boolean on) throws GuestfsException;

    void setVerbose(boolean on) throws GuestfsException;

    /** One more argument of the emulator's command line. */
    void config(String name, String value) throws GuestfsException;

    /**
     * Adds a drive that is only read.
     *
     * @param format as the emulator calls it: never left to it to guess
     * @param sectorBytes 512 or 4096
     */
    void addDriveReadOnly(Path image, String format, int sectorBytes) throws GuestfsException;

    void launch() throws GuestfsException;

    void shutdown() throws GuestfsException;

    // Devices.

    /** {@code /dev/sda}, …, in the order in which they were added. */
    List<String> listDevices() throws GuestfsException;

    List<String> listPartitions() throws GuestfsException;

    /** Assembled md arrays: {@code /dev/md127}. */
    List<String> listMdDevices() throws GuestfsException;

    /** An md array's UUID as mdadm prints it; empty text if it has none. */
    String mdUuid(String device) throws GuestfsException;

    /** Active logical volumes: {@code /dev/vg/lv}. */
    List<String> lvs() throws GuestfsException;

    long deviceSizeBytes(String device) throws GuestfsException;

    /** Exactly {@code count} bytes, unless the device ends before. */
    byte[] preadDevice(String device, int count, long offset) throws GuestfsException;

    /** As blkid names it; empty text if nothing was recognised. */
    String vfsType(String device) throws GuestfsException;

    /** Empty text if there is none. */
    String vfsUuid(String device) throws GuestfsException;

    /** Empty text if there is none. */
    String vfsLabel(String device) throws GuestfsException;

    /** Whether the appliance's kernel can mount it. */
    boolean filesystemAvailable(String type) throws GuestfsException;

    // Mounting.

    void mkmountpoint(String directory) throws GuestfsException;

    void mountVfs(String options, String type, String device, String directory) throws GuestfsException;

    void umount(String directory) throws GuestfsException;

    /** The messages of the appliance's kernel. */
    String dmesg() throws GuestfsException;

    /** The id of the subvolume that is mounted where nothing else is said. */
    long btrfsDefaultSubvolume(String directory) throws GuestfsException;

    // Reading a mounted file system.

    /** Writes everything below a directory to a host file: paths relative to it, each ended by a NUL, in no order. */
    void find0(byte[] directory, Path names) throws GuestfsException;

    /** Writes the names in a directory, without {@code .} and {@code ..}, to a host file, each ended by a NUL. */
    void ls0(byte[] directory, Path names) throws GuestfsException;

    /**
     * What lstat(2) says of each name.
     *
     * @param names relative to {@code directory}; slashes are allowed, but no part before the last may be a link
     * @return as many as names, in their order; null where lstat failed for whatever reason
     */
    List<@Nullable GuestfsStat> lstatnslist(byte[] directory, List<byte[]> names) throws GuestfsException;

    /**
     * @return as many as names, in their order; an array of no bytes where readlink failed
     */
    List<byte[]> readlinklist(byte[] directory, List<byte[]> names) throws GuestfsException;

    /** By full names, in byte order. */
    Map<String, byte[]> lgetxattrs(byte[] path) throws GuestfsException;

    /** At most {@code count} bytes of a file; fewer only at its end. */
    byte[] pread(byte[] path, int count, long offset) throws GuestfsException;

    /**
     * Writes a tar archive of everything below a directory to a host file.
     *
     * @param excludes shell patterns over {@code ./path}; what they match is left out, with everything below it
     */
    void tarOut(byte[] directory, Path archive, List<byte[]> excludes) throws GuestfsException;

    @Override
    void close();
}
