# phase: packages
# mends: nothing starts it
# does: Has the monitoring agent start at boot.
enable uma.service
