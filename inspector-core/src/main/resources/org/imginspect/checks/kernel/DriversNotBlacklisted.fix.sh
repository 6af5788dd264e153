# phase: config
# needs: initramfs
# arguments: files
# paths: /modprobe\.d/
# does: Takes the lines that keep drivers of virtual machines from loading out of the files named.
for rules in "$@"; do
  delete_lines "$rules" '^[[:blank:]]*(blacklist|install|alias|options)[[:blank:]]+.*(virtio|fail|nvme|9p)'
done
