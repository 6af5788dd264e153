# phase: identity
# does: Has D-Bus take systemd's machine id; where there is no systemd, it makes a new one at the next start.
if [ -e /etc/machine-id ] && { [ -d /usr/lib/systemd ] || [ -d /lib/systemd ]; }; then
  link /etc/machine-id /var/lib/dbus/machine-id
else
  remove /var/lib/dbus/machine-id
fi
