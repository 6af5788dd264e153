package org.imginspect.engine.libguestfs;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * libguestfs through its official Java binding, {@code com.redhat.et.libguestfs.GuestFS}, which carries its version in its jar's name
 * and is found at run time.
 *
 * <p>It passes bytes as Java text cut at the first NUL, so content comes through host files; and it tells no errno. A name that is not
 * UTF-8 of the basic plane cannot be passed at all: asking for such a file fails.
 */
final class JniHandle implements GuestfsHandle {
    /** Overrides where the jar is. */
    static final String JAR_PROPERTY = "imginspect.guestfs.jar";

    private static final List<Path> JAR_DIRECTORIES =
            List.of(Path.of("/usr/share/java"), Path.of("/usr/lib/java"), Path.of("/usr/local/share/java"));
    private static final List<Path> NATIVE_DIRECTORIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/jni"),
            Path.of("/usr/lib/aarch64-linux-gnu/jni"),
            Path.of("/usr/lib/jni"),
            Path.of("/usr/lib64"));
    private static final String STAT_PREFIX = "st_";

    /** One class loader for the process: a native library may be loaded by one only. */
    private static @Nullable Class<?> loadedClass;

    private final Class<?> type;
    private final Object guestfs;
    private final Map<String, Method> methods = new HashMap<>();
    private final Map<String, Long> deviceSizes = new HashMap<>();
    private final Path scratch;
    private boolean closed;

    private JniHandle(Class<?> type, Object guestfs, Path scratch) {
        this.type = type;
        this.guestfs = guestfs;
        this.scratch = scratch;
    }

    /**
     * Loads the binding and makes a handle.
     *
     * @throws LinkageError if its native part is not found on {@code java.library.path}
     */
    static JniHandle create() throws IOException, ReflectiveOperationException, GuestfsException {
        Class<?> type = load();
        Object guestfs;
        try {
            guestfs = type.getConstructor(Map.class).newInstance(Map.of("environment", false, "close_on_exit", false));
        } catch (InvocationTargetException e) {
            throw failure("create", e);
        }
        Path scratch = Files.createTempDirectory("imginspect-jni-"); // 0700
        return new JniHandle(type, guestfs, scratch);
    }

    private static synchronized Class<?> load() throws IOException, ReflectiveOperationException {
        if (loadedClass == null) {
            // Never closed: its class is used as long as the process lives.
            @SuppressWarnings("resource")
            URLClassLoader loader = new BindingLoader(jar());
            loadedClass = Class.forName("com.redhat.et.libguestfs.GuestFS", true, loader);
        }
        return loadedClass;
    }

    /** Finds the native part where distributions put it, which only their own JDKs know. */
    private static final class BindingLoader extends URLClassLoader {
        BindingLoader(URL jar) {
            super("libguestfs-java", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected @Nullable String findLibrary(String name) {
            for (Path directory : NATIVE_DIRECTORIES) {
                Path file = directory.resolve(System.mapLibraryName(name));
                if (Files.isReadable(file)) {
                    return file.toString();
                }
            }
            return null; // Then java.library.path is searched.
        }
    }

    private static URL jar() throws IOException {
        String named = System.getProperty(JAR_PROPERTY);
        return url(named == null ? findJar() : Path.of(named));
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /** The binding's jar, the one with the greatest name if there are several. */
    static Path findJar() throws IOException {
        Path found = null;
        for (Path directory : JAR_DIRECTORIES) {
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "libguestfs-*.jar")) {
                for (Path jar : jars) {
                    boolean greater = found == null || jar.compareTo(found) > 0;
                    if (greater && !jar.toString().contains("javadoc")) {
                        found = jar;
                    }
                }
            }
        }
        if (found == null) {
            throw new IOException("no libguestfs-*.jar in " + JAR_DIRECTORIES);
        }
        return found;
    }

    private static GuestfsException failure(String call, Throwable thrown) {
        Throwable cause =
                thrown instanceof InvocationTargetException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return new GuestfsException(call, cause.getMessage() == null ? cause.toString() : cause.getMessage(), 0);
    }

    private Object invoke(String name, Object... arguments) throws GuestfsException {
        if (closed) {
            throw new IllegalStateException("the handle is closed");
        }
        String key = name + "/" + arguments.length;
        try {
            Method method = methods.get(key);
            if (method == null) {
                method = find(name, arguments.length);
                methods.put(key, method);
            }
            Object result = method.invoke(guestfs, arguments);
            return result == null ? "" : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw failure(name, e);
        } catch (ReflectiveOperationException e) {
            throw failure(name, e);
        }
    }

    private Method find(String name, int arguments) throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments) {
                return method;
            }
        }
        throw new NoSuchMethodException("GuestFS." + name);
    }

    private static List<String> texts(Object array) {
        return List.of((String[]) array);
    }

    private static long field(Object struct, String name) throws ReflectiveOperationException {
        return struct.getClass().getField(name).getLong(struct);
    }

    /** Text that JNI hands on as the same bytes. */
    private static String text(byte[] name) throws GuestfsException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
            if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Refused below.
        }
        throw new GuestfsException(
                "name",
                "the Java binding cannot pass a name that is not UTF-8 of the basic plane; --guestfs-binding ffi can",
                0);
    }

    private static String[] texts(List<byte[]> names) throws GuestfsException {
        String[] texts = new String[names.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(names.get(i));
        }
        return texts;
    }

    @Override
    public String binding() {
        return "jni";
    }

    @Override
    public String version() throws GuestfsException {
        Object version = invoke("version");
        try {
            return field(version, "major") + "." + field(version, "minor") + "." + field(version, "release");
        } catch (ReflectiveOperationException e) {
            throw failure("version", e);
        }
    }

    @Override
    public void setBackend(String backend) throws GuestfsException {
        invoke("set_backend", backend);
    }

    @Override
    public void setBackendSettings(List<String> settings) throws GuestfsException {
        invoke("set_backend_settings", (Object) settings.toArray(new String[0]));
    }

    @Override
    public void setPath(String path) throws GuestfsException {
        invoke("set_path", path);
    }

    @Override
    public void setHypervisor(String program) throws GuestfsException {
        invoke("set_hv", program);
    }

    @Override
    public void setTmpdir(Path directory) throws GuestfsException {
        invoke("set_tmpdir", directory.toString());
    }

    @Override
    public void setCachedir(String directory) throws GuestfsException {
        invoke("set_cachedir", directory);
    }

    @Override
    public String cachedir() throws GuestfsException {
        return (String) invoke("get_cachedir");
    }

    @Override
    public String hypervisor() throws GuestfsException {
        return (String) invoke("get_hv");
    }

    @Override
    public void setMemsize(int mebibytes) throws GuestfsException {
        invoke("set_memsize", mebibytes);
    }

    @Override
    public void setSmp(int processors) throws GuestfsException {
        invoke("set_smp", processors);
    }

    @Override
    public void setAppend(String words) throws GuestfsException {
        invoke("set_append", words);
    }

    @Override
    public void setNetwork(boolean on) throws GuestfsException {
        invoke("set_network", on);
    }

    @Override
    public void setVerbose(boolean on) throws GuestfsException {
        invoke("set_verbose", on);
    }

    @Override
    public void config(String name, String value) throws GuestfsException {
        invoke("config", name, value);
    }

    @Override
    public void addDriveReadOnly(Path image, String format, int sectorBytes) throws GuestfsException {
        Map<String, Object> options = new HashMap<>();
        options.put("readonly", true);
        options.put("format", format);
        if (sectorBytes != 512) {
            options.put("blocksize", sectorBytes);
        }
        invoke("add_drive_opts", image.toAbsolutePath().toString(), options);
    }

    @Override
    public void launch() throws GuestfsException {
        invoke("launch");
    }

    @Override
    public void shutdown() throws GuestfsException {
        invoke("shutdown");
    }

    @Override
    public List<String> listDevices() throws GuestfsException {
        return texts(invoke("list_devices"));
    }

    @Override
    public List<String> listPartitions() throws GuestfsException {
        return texts(invoke("list_partitions"));
    }

    @Override
    public List<String> listMdDevices() throws GuestfsException {
        return texts(invoke("list_md_devices"));
    }

    @Override
    public String mdUuid(String device) throws GuestfsException {
        Object uuid = ((Map<?, ?>) invoke("md_detail", device)).get("uuid");
        return uuid == null ? "" : uuid.toString();
    }

    @Override
    public List<String> lvs() throws GuestfsException {
        return texts(invoke("lvs"));
    }

    @Override
    public long deviceSizeBytes(String device) throws GuestfsException {
        return (Long) invoke("blockdev_getsize64", device);
    }

    @Override
    public byte[] preadDevice(String device, int count, long offset) throws GuestfsException {
        Long size = deviceSizes.get(device);
        if (size == null) {
            size = deviceSizeBytes(device);
            deviceSizes.put(device, size);
        }
        return download(device, offset, Math.min(count, Math.max(0, size - offset)));
    }

    private byte[] download(String file, long offset, long count) throws GuestfsException {
        try {
            Path target = Files.createTempFile(scratch, "content", "");
            try {
                invoke("download_offset", file, target.toString(), offset, count);
                return Files.readAllBytes(target);
            } finally {
                Files.delete(target);
            }
        } catch (IOException e) {
            throw failure("download_offset", e);
        }
    }

    @Override
    public String vfsType(String device) throws GuestfsException {
        return (String) invoke("vfs_type", device);
    }

    @Override
    public String vfsUuid(String device) throws GuestfsException {
        return (String) invoke("vfs_uuid", device);
    }

    @Override
    public String vfsLabel(String device) throws GuestfsException {
        return (String) invoke("vfs_label", device);
    }

    @Override
    public boolean filesystemAvailable(String name) throws GuestfsException {
        return (Boolean) invoke("filesystem_available", name);
    }

    @Override
    public void mkmountpoint(String directory) throws GuestfsException {
        invoke("mkmountpoint", directory);
    }

    @Override
    public void mountVfs(String options, String format, String device, String directory) throws GuestfsException {
        invoke("mount_vfs", options, format, device, directory);
    }

    @Override
    public String dmesg() throws GuestfsException {
        return (String) invoke("dmesg");
    }

    @Override
    public void umount(String directory) throws GuestfsException {
        invoke("umount", directory);
    }

    @Override
    public long btrfsDefaultSubvolume(String directory) throws GuestfsException {
        return (Long) invoke("btrfs_subvolume_get_default", directory);
    }

    @Override
    public void find0(byte[] directory, Path names) throws GuestfsException {
        invoke("find0", text(directory), names.toString());
    }

    @Override
    public void ls0(byte[] directory, Path names) throws GuestfsException {
        invoke("ls0", text(directory), names.toString());
    }

    @Override
    public List<@Nullable GuestfsStat> lstatnslist(byte[] directory, List<byte[]> names) throws GuestfsException {
        Object array = invoke("lstatnslist", text(directory), texts(names));
        List<@Nullable GuestfsStat> stats = new ArrayList<>();
        try {
            for (int i = 0; i < Array.getLength(array); i++) {
                Object stat = Array.get(array, i);
                long inode = field(stat, STAT_PREFIX + "ino");
                stats.add(
                        inode == -1
                                ? null
                                : new GuestfsStat(
                                        inode,
                                        field(stat, STAT_PREFIX + "mode"),
                                        field(stat, STAT_PREFIX + "uid"),
                                        field(stat, STAT_PREFIX + "gid"),
                                        field(stat, STAT_PREFIX + "size"),
                                        field(stat, STAT_PREFIX + "mtime_sec"),
                                        field(stat, STAT_PREFIX + "mtime_nsec")));
            }
        } catch (ReflectiveOperationException e) {
            throw failure("lstatnslist", e);
        }
        return stats;
    }

    @Override
    public List<byte[]> readlinklist(byte[] directory, List<byte[]> names) throws GuestfsException {
        List<@Nullable GuestfsStat> stats = lstatnslist(directory, names);
        String[] targets = (String[]) invoke("readlinklist", text(directory), texts(names));
        List<byte[]> links = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            byte[] target = targets[i].getBytes(StandardCharsets.UTF_8);
            GuestfsStat stat = stats.get(i);
            // A target that is not UTF-8 comes out of JNI as something longer: that counts as not read.
            boolean whole = stat != null && stat.sizeBytes() == target.length;
            links.add(whole ? target : new byte[0]);
        }
        return links;
    }

    @Override
    public Map<String, byte[]> lgetxattrs(byte[] path) throws GuestfsException {
        // Its values are cut at their first NUL too, and capabilities begin with a NUL soon: only their names are of
        // use.
        Object array = invoke("lgetxattrs", text(path));
        Map<String, byte[]> xattrs = new TreeMap<>();
        if (Array.getLength(array) > 0) {
            throw new GuestfsException(
                    "lgetxattrs",
                    "the Java binding cannot pass the values of extended attributes; --guestfs-binding ffi can",
                    0);
        }
        return xattrs;
    }

    @Override
    public byte[] pread(byte[] path, int count, long offset) throws GuestfsException {
        String text = text(path);
        int slash = text.lastIndexOf('/');
        byte[] directory =
                slash <= 0 ? new byte[] {'/'} : text.substring(0, slash).getBytes(StandardCharsets.UTF_8);
        GuestfsStat stat = lstatnslist(
                        directory, List.of(text.substring(slash + 1).getBytes(StandardCharsets.UTF_8)))
                .get(0);
        if (stat == null) {
            throw new GuestfsException("lstatnslist", "the file is not there", GuestfsException.ENOENT);
        }
        return download(text, offset, Math.min(count, Math.max(0, stat.sizeBytes() - offset)));
    }

    @Override
    public void tarOut(byte[] directory, Path archive, List<byte[]> excludes) throws GuestfsException {
        Map<String, Object> options = new HashMap<>();
        options.put("numericowner", true);
        options.put("excludes", texts(excludes));
        invoke("tar_out_opts", text(directory), archive.toString(), options);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            invoke("close");
        } catch (GuestfsException e) {
            // The handle is gone all the same.
        }
        closed = true;
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            // An empty directory stays.
        }
    }
}
