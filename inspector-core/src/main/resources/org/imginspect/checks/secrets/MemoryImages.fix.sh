# phase: files
# arguments: files
# mends: dump|report of a crash
# does: Removes dumps of memory and reports of crashes.
# loses: the dumps
remove "$@"
