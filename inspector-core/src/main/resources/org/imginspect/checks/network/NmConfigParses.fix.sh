# phase: config
# arguments: files
# mends: others than root|owned by
# paths: /system-connections/
# does: Gives the files of NetworkManager's connections to root alone.
for settings in "$@"; do
  owner 0:0 "$settings"
  mode 0600 "$settings"
done
