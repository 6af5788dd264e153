# phase: boot
# needs: grub
# arguments: param:seconds files
# does: Sets how many seconds the boot menu waits: 5, or what is asked for.
seconds=${1:-5}
shift
grub_setting GRUB_TIMEOUT "$seconds"
for menu in "$@"; do
  case $menu in
    */grub.cfg) edit "$menu" sed -e "s/^\([[:blank:]]*set timeout=\).*/\1$seconds/" ;;
    */grub.conf | */menu.lst) replace_line "$menu" '^[[:blank:]]*timeout[[:blank:]=]' "timeout=$seconds" '^[[:blank:]]*title[[:blank:]]' ;;
    */loader.conf) replace_line "$menu" '^[[:blank:]]*timeout[[:blank:]]' "timeout $seconds" '^$' ;;
    */extlinux.conf | */syslinux.cfg)
      replace_line "$menu" '^[[:blank:]]*[Tt][Ii][Mm][Ee][Oo][Uu][Tt][[:blank:]]' "TIMEOUT $((seconds * 10))" '^[[:blank:]]*[Ll][Aa][Bb][Ee][Ll][[:blank:]]' ;;
    /etc/update-extlinux.conf) edit "$menu" sed -e "s/^timeout=.*/timeout=$seconds/" ;;
  esac
done
