# phase: config
# does: Sets ClientAliveInterval to 180 seconds.
sshd_set ClientAliveInterval 180
