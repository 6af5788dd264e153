# phase: config
# arguments: files
# does: Removes the installer's settings and lists of data sources that hold none.
for settings in "$@"; do
  case $settings in
    */99-installer.cfg) remove "$settings" ;;
    */ds-identify.cfg) delete_lines "$settings" '^[[:blank:]]*datasource:' ;;
    *) delete_lines "$settings" '^datasource_list:' ;;
  esac
done
