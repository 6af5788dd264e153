# phase: cleanup
# arguments: files
# does: Removes what cloud-init wrote for the build machine.
remove "$@"
