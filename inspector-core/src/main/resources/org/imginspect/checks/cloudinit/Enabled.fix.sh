# phase: packages
# needs: grub
# does: Has cloud-init start at boot.
remove /etc/cloud/cloud-init.disabled /etc/init/cloud-init.override /etc/init/cloud-config.override /etc/init/cloud-final.override
for name in cloud-init-local cloud-init cloud-config cloud-final cloud-init-main cloud-init-network; do
  if unit_file "$name.service" >/dev/null || [ -f "/etc/init.d/$name" ] || [ -L "/etc/systemd/system/$name.service" ]; then
    enable_unit "$name.service"
  fi
done
unmask cloud-init.target
kernel_arguments '' '' '' '' 'cloud-init=disabled|systemd[.]mask=cloud-[^ \t]*'
