# phase: config
# arguments: files
# mends: is not executable
# does: Makes the script executable.
executable "$@"
