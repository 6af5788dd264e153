# phase: boot
# needs: grub
# arguments: files
# does: Takes GRUB_TIMEOUT_STYLE out: the menu is shown.
for settings in /etc/default/grub /etc/default/grub.d/*.cfg; do
  delete_lines "$settings" '^[[:blank:]]*(export[[:blank:]]+)?GRUB_TIMEOUT_STYLE='
done
for menu in "$@"; do
  case $menu in
    */grub.cfg) edit "$menu" sed -e 's/^\([[:blank:]]*set timeout_style=\).*/\1menu/' ;;
  esac
done
