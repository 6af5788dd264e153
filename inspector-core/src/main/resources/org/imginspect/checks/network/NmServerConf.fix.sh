# phase: config
# does: Keeps NetworkManager from making connections of its own, and from waiting for a carrier.
for settings in /etc/NetworkManager/NetworkManager.conf /etc/NetworkManager/conf.d/*.conf; do
  [ "$settings" = /etc/NetworkManager/conf.d/zz-server.conf ] || delete_lines "$settings" '^[[:blank:]]*(no-auto-default|ignore-carrier)[[:blank:]]*='
done
put /etc/NetworkManager/conf.d/zz-server.conf 0644 '[main]
no-auto-default=*
ignore-carrier=*'
