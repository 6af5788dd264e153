# phase: config
# arguments: files
# mends: cloud-init wrote this line
# paths: ^/etc/fstab$
# does: Removes the lines that cloud-init wrote for disks of the build machine.
delete_lines /etc/fstab 'comment=cloudconfig'
