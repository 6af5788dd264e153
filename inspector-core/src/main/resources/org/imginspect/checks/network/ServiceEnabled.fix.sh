# phase: packages
# arguments: names
# names: ^(\S+) does not start at boot
# does: Has the network service start at boot.
for service in "$@"; do enable_unit "${service%.service}.service"; done
