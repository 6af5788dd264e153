# phase: files
# arguments: files
# paths: ^/var/lib/(cloud|waagent)/
# does: Removes what clouds told the build machine.
remove "$@"
