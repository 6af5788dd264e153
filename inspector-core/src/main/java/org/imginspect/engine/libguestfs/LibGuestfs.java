package org.imginspect.engine.libguestfs;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import org.jspecify.annotations.Nullable;

/**
 * {@code guestfs.h} as far as it is used, for jnr-ffi. Text is a byte array that ends in a NUL.
 *
 * <p>Public because jnr-ffi's generated class implements it from another package; the package is not exported.
 */
@SuppressWarnings({"checkstyle:MethodName", "MemberName"}) // C's names.
public interface LibGuestfs {
    int NO_ENVIRONMENT = 1;
    int NO_CLOSE_ON_EXIT = 2;

    Pointer guestfs_create_flags(int flags);

    void guestfs_close(Pointer g);

    void guestfs_set_error_handler(Pointer g, @Nullable Pointer callback, @Nullable Pointer opaque);

    Pointer guestfs_last_error(Pointer g);

    int guestfs_last_errno(Pointer g);

    Pointer guestfs_version(Pointer g);

    void guestfs_free_version(Pointer version);

    int guestfs_set_backend(Pointer g, @In byte[] backend);

    int guestfs_set_backend_settings(Pointer g, Pointer settings);

    int guestfs_set_path(Pointer g, @In byte[] path);

    int guestfs_set_hv(Pointer g, @In byte[] program);

    Pointer guestfs_get_hv(Pointer g);

    int guestfs_set_tmpdir(Pointer g, @In byte[] directory);

    int guestfs_set_cachedir(Pointer g, @In byte[] directory);

    Pointer guestfs_get_cachedir(Pointer g);

    int guestfs_set_memsize(Pointer g, int mebibytes);

    int guestfs_set_smp(Pointer g, int processors);

    int guestfs_set_append(Pointer g, @In byte[] words);

    int guestfs_set_network(Pointer g, int on);

    int guestfs_set_verbose(Pointer g, int on);

    int guestfs_config(Pointer g, @In byte[] name, @In byte[] value);

    int guestfs_add_drive_opts_argv(Pointer g, @In byte[] file, Pointer options);

    int guestfs_launch(Pointer g);

    int guestfs_shutdown(Pointer g);

    Pointer guestfs_list_devices(Pointer g);

    Pointer guestfs_list_partitions(Pointer g);

    Pointer guestfs_list_md_devices(Pointer g);

    Pointer guestfs_md_detail(Pointer g, @In byte[] device);

    Pointer guestfs_lvs(Pointer g);

    long guestfs_blockdev_getsize64(Pointer g, @In byte[] device);

    Pointer guestfs_pread_device(Pointer g, @In byte[] device, int count, long offset, @Out long[] size);

    Pointer guestfs_vfs_type(Pointer g, @In byte[] device);

    Pointer guestfs_vfs_uuid(Pointer g, @In byte[] device);

    Pointer guestfs_vfs_label(Pointer g, @In byte[] device);

    int guestfs_filesystem_available(Pointer g, @In byte[] type);

    int guestfs_mkmountpoint(Pointer g, @In byte[] directory);

    int guestfs_mount_vfs(Pointer g, @In byte[] options, @In byte[] type, @In byte[] device, @In byte[] directory);

    Pointer guestfs_dmesg(Pointer g);

    int guestfs_umount_opts_argv(Pointer g, @In byte[] directory, Pointer options);

    long guestfs_btrfs_subvolume_get_default(Pointer g, @In byte[] directory);

    int guestfs_find0(Pointer g, @In byte[] directory, @In byte[] file);

    int guestfs_ls0(Pointer g, @In byte[] directory, @In byte[] file);

    Pointer guestfs_lstatnslist(Pointer g, @In byte[] directory, Pointer names);

    void guestfs_free_statns_list(Pointer list);

    Pointer guestfs_readlinklist(Pointer g, @In byte[] directory, Pointer names);

    Pointer guestfs_lgetxattrs(Pointer g, @In byte[] path);

    void guestfs_free_xattr_list(Pointer list);

    Pointer guestfs_pread(Pointer g, @In byte[] path, int count, long offset, @Out long[] size);

    int guestfs_tar_out_opts_argv(Pointer g, @In byte[] directory, @In byte[] file, Pointer options);

    /** libc's, found through the process. */
    void free(Pointer memory);
}
