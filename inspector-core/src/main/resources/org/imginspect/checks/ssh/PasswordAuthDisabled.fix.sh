# phase: config
# arguments: files
# does: Puts password logins off.
# loses: password logins
for settings in "$@"; do
  case $settings in
    /etc/default/ssh | /etc/sysconfig/sshd | /etc/conf.d/sshd)
      edit "$settings" sed -e 's/-o *PasswordAuthentication[= ]*yes//' ;;
  esac
done
sshd_set PasswordAuthentication no
