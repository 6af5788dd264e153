# phase: packages
# mends: nothing makes one
# does: Adds a unit that makes missing host keys before sshd starts.
if ! unit_file sysinit.target >/dev/null; then
  say '   no systemd here: let a script at boot run ssh-keygen -A'
  return 0
fi
put /etc/systemd/system/host-keys.service 0644 '[Unit]
Description=Makes the SSH host keys that are missing
Before=ssh.service sshd.service

[Service]
Type=oneshot
ExecStart=/usr/bin/ssh-keygen -A

[Install]
WantedBy=multi-user.target'
link /etc/systemd/system/host-keys.service /etc/systemd/system/multi-user.target.wants/host-keys.service
