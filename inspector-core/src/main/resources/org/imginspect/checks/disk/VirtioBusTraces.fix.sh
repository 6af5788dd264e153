# phase: config
# arguments: files
# paths: /device.map$
# does: Removes the boot loader's list of the build machine's disks.
remove "$@"
