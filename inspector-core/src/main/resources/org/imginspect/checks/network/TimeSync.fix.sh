# phase: packages
# arguments: names
# names: ^(\S+) does not start at boot
# does: Has what keeps the clock right start at boot.
for service in "$@"; do enable_unit "${service%.service}.service"; done
