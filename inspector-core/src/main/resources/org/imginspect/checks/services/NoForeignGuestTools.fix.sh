# phase: packages
# arguments: names
# names: ^(\S+) of .*guest tools starts at boot
# does: Keeps the guest tools of other hypervisors from starting.
for unit in "$@"; do disable_unit "$unit"; done
