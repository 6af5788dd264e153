# phase: cleanup
# arguments: files
# does: Removes cloud-init's state of the build machine; scripts for the first boot stay.
remove "$@"
