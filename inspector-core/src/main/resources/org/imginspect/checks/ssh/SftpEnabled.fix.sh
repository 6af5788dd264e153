# phase: config
# does: Configures sshd's own SFTP server.
sshd_set Subsystem "sftp internal-sftp" "Subsystem sftp"
