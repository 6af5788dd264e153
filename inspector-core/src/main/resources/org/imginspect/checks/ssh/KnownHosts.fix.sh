# phase: cleanup
# arguments: files
# does: Removes the lists of known hosts, and personal settings of ssh.
remove "$@"
