# phase: identity
# does: Empties /etc/machine-id: systemd makes an id of its own for every machine.
if [ -L /etc/machine-id ]; then remove /etc/machine-id; fi
if [ -e /etc/machine-id ]; then empty /etc/machine-id; else put /etc/machine-id 0444 uninitialized; fi
