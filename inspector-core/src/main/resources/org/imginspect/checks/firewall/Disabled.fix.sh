# phase: packages
# arguments: files
# mends: loads its rules at boot
# does: Keeps the firewalls from loading their rules at boot.
for engine in "$@"; do
  name=${engine##*/}
  case $engine in
    /etc/ufw/ufw.conf) edit "$engine" sed -e 's/^ENABLED=.*/ENABLED=no/' ;;
    */rc?.d/S??*) disable "${name#S??}.service" ;;
    /etc/local.d/*) mode a-x "$engine" ;;
    /etc/runlevels/*) disable "$name.service" ;;
    *.service) disable "$name" ;;
  esac
done
