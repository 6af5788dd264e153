# phase: config
# arguments: files
# mends: is masked|HandlePowerKey
# paths: ^/etc/systemd/
# does: Unmasks what a password is set through, and lets the power button be heard.
for place in "$@"; do
  case $place in
    /etc/systemd/system/*) unmask "${place##*/}" ;;
    *logind.conf*) delete_lines "$place" '^[[:blank:]]*HandlePowerKey[[:blank:]]*=' ;;
  esac
done
