# phase: packages
# arguments: files
# mends: loads its rules at boot
# does: Keeps the firewalls from loading their rules at boot.
for engine in "$@"; do
  name=${engine##*/}
  case $engine in
    /etc/ufw/ufw.conf) edit "$engine" sed -e 's/^ENABLED=.*/ENABLED=no/' ;;
    */rc?.d/S??*) disable_unit "${name#S??}.service" ;;
    /etc/local.d/*) if [ -x "$engine" ]; then mode a-x "$engine"; fi ;;
    /etc/runlevels/*) disable_unit "$name.service" ;;
    *.service) disable_unit "$name" ;;
  esac
done
