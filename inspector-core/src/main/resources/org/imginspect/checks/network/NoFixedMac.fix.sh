# phase: config
# arguments: files
# paths: /70-persistent-net\.rules$|/50-cloud-init\.yaml$|/ifcfg-[^/]*$|\.nmconnection$|\.link$|/interfaces(\.d/.*)?$
# does: Takes MAC addresses out of the configuration.
for settings in "$@"; do
  case $settings in
    */70-persistent-net.rules | */50-cloud-init.yaml | *cloud-init-*.nmconnection) remove "$settings" ;;
    */ifcfg-*) delete_lines "$settings" '^[[:blank:]]*(HWADDR|MACADDR|LLADDR)=' ;;
    *.nmconnection) delete_lines "$settings" '^[[:blank:]]*(cloned-)?mac-address=' ;;
    *.link | *.network) delete_lines "$settings" '^[[:blank:]]*(Permanent)?MACAddress=' ;;
    */interfaces | */interfaces.d/*) delete_lines "$settings" '^[[:blank:]]*hwaddress[[:blank:]]' ;;
  esac
done
