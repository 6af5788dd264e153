# phase: config
# needs: initramfs
# arguments: files
# mends: carriage return
# does: Takes carriage returns off the lines.
for rules in "$@"; do edit "$rules" sed -e "s/$(printf '\r')\$//"; done
