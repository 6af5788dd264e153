# phase: packages
# needs: grub
# mends: ^(?!.*is not installed)
# does: Has auditd start at boot, with a directory for its log.
enable_unit auditd.service
if [ ! -d /var/log/audit ] && change 'make /var/log/audit'; then
  mkdir -p /var/log/audit
  chmod 0750 /var/log/audit
fi
kernel_arguments '' '' '' '' 'audit=(0|off)'
