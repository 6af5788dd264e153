# phase: cleanup
# arguments: files
# does: Removes the histories of tools.
remove "$@"
