# phase: config
# arguments: files
# mends: others than root|owned by
# paths: /system-connections/
# does: Gives the files of NetworkManager's connections to root alone.
for settings in "$@"; do
  if [ -n "$(find "$settings" -prune ! -user 0)" ]; then owner 0:0 "$settings"; fi
  if [ -z "$(find "$settings" -prune -perm 600)" ]; then mode 0600 "$settings"; fi
done
