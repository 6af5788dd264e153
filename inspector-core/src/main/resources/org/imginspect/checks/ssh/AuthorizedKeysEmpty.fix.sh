# phase: files
# arguments: files
# does: Removes the lists of authorized keys.
# loses: access by these keys: the build itself may use one
remove "$@"
