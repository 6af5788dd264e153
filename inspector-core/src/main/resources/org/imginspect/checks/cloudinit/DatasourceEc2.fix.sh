# phase: config
# arguments: files
# does: Sets datasource_list to [Ec2] after all other settings.
for settings in "$@"; do
  case $settings in
    */ds-identify.cfg) delete_lines "$settings" '^[[:blank:]]*datasource:' ;;
    /etc/cloud/cloud.cfg.d/*) delete_lines "$settings" '^datasource_list:.*\]' ;;
  esac
done
put /etc/cloud/cloud.cfg.d/99-zz-datasource.cfg 0644 'datasource_list: [Ec2]'
