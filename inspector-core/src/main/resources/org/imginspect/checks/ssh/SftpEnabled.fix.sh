# phase: config
# does: Configures sshd's own SFTP server.
for settings in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; do
  delete_lines "$settings" '^[[:blank:]]*[Ss]ubsystem[[:blank:]]+sftp[[:blank:]]'
done
prepend /etc/ssh/sshd_config "Subsystem sftp internal-sftp"
