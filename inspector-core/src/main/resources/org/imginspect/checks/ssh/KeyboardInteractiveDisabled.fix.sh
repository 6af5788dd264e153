# phase: config
# arguments: names
# names: (KbdInteractiveAuthentication|ChallengeResponseAuthentication)
# does: Puts keyboard-interactive logins off.
# loses: logins that ask questions, one-time passwords among them
sshd_match_unset KbdInteractiveAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf
sshd_match_unset ChallengeResponseAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf
case $1 in
  Kbd*) sshd_unset ChallengeResponseAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf ;;
  *) sshd_unset KbdInteractiveAuthentication /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf ;;
esac
sshd_set "$1" no
