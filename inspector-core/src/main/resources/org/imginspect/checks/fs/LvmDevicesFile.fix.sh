# phase: config
# needs: initramfs
# arguments: files
# paths: /system.devices$
# does: Removes LVM's list of the build machine's disks: all disks are looked at.
remove /etc/lvm/devices/system.devices
