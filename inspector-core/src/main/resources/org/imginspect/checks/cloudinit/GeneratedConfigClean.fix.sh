# phase: cleanup
# arguments: files
# does: Removes what cloud-init wrote for the build machine; it writes it anew at the first boot.
remove "$@"
