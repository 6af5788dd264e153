# phase: config
# needs: initramfs
# does: Makes the initial RAM file systems anew, with the configuration as it is now.
:
