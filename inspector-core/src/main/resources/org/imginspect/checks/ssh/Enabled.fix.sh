# phase: packages
# does: Has the SSH server start at boot.
remove /etc/ssh/sshd_not_to_be_run
if unit_file ssh.service >/dev/null || { [ -f /etc/init.d/ssh ] && [ ! -f /etc/init.d/sshd ]; }; then
  enable_unit ssh.service
else
  enable_unit sshd.service
fi
