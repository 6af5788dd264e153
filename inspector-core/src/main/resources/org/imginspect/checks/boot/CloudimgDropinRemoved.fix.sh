# phase: boot
# needs: grub
# arguments: files
# does: Removes the settings of the distribution's cloud images, which override others.
remove "$@"
