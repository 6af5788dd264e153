# phase: boot
# needs: grub
# does: Starts a login on the first serial port.
unmask serial-getty@ttyS0.service
if unit_file serial-getty@.service >/dev/null; then
  file=$(unit_file serial-getty@.service)
  link "$file" /etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service
fi
kernel_arguments 'console=[^ \t]*' 'console=ttyS0[^ \t]*' 'console=tty0' 'console=ttyS0' 'console=tty0'
append /etc/securetty ttyS0
if [ -f /etc/inittab ] && ! unit_file multi-user.target >/dev/null; then
  edit /etc/inittab sed -e 's/^#[[:blank:]]*\(ttyS0:.*getty.*\)/\1/' -e 's/^#[[:blank:]]*\([^:]*:[0-9]*:respawn:.*getty.*ttyS0.*\)/\1/'
fi
remove /etc/init/ttyS0.override
