# phase: config
# needs: initramfs
# does: Keeps nouveau from loading.
for rules in /etc/modprobe.d/*.conf; do
  [ "$rules" = /etc/modprobe.d/blacklist-nouv.conf ] || delete_lines "$rules" '^[[:blank:]]*options[[:blank:]]+nouveau[[:blank:]].*modeset='
done
put /etc/modprobe.d/blacklist-nouv.conf 0644 'blacklist nouveau
options nouveau modeset=0'
