# phase: identity
# does: Empties /etc/machine-id: systemd makes an id of its own for every machine.
if [ -L /etc/machine-id ]; then remove /etc/machine-id; fi
if [ ! -e /etc/machine-id ]; then
  put /etc/machine-id 0444 uninitialized
elif [ "$(cat /etc/machine-id)" != uninitialized ]; then
  empty /etc/machine-id
fi
