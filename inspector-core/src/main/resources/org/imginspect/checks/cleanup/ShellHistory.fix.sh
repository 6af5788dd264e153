# phase: cleanup
# arguments: files
# does: Removes the histories of shells; a shell that is still open writes its own on exit (unset HISTFILE in it).
remove "$@"
