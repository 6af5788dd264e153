# phase: packages
# arguments: names
# names: ^(\S+) is (?:not enabled|in no run level|masked)
# does: Has the services start at boot.
for unit in "$@"; do enable_unit "$unit"; done
