# phase: config
# arguments: names
# names: ^(\S+\.service) is not started again
# does: Has systemd start the services again when they fail.
for unit in "$@"; do
  put "/etc/systemd/system/$unit.d/zz-restart.conf" 0644 '[Service]
Restart=on-failure'
done
