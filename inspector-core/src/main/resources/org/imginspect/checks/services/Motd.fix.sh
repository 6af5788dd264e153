# phase: config
# arguments: files
# mends: is not executable
# does: Makes the parts of the message of the day executable.
executable "$@"
