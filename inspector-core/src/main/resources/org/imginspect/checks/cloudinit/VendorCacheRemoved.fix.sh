# phase: cleanup
# arguments: files
# does: Removes the cached metadata of the build machine.
remove "$@"
