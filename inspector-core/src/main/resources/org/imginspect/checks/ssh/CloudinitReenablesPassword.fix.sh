# phase: config
# arguments: files
# paths: ^/etc/cloud/
# does: Has cloud-init leave password logins off.
for settings in "$@"; do
  edit "$settings" sed -e 's/^\([[:blank:]]*\)ssh_pwauth:.*/\1ssh_pwauth: false/'
done
