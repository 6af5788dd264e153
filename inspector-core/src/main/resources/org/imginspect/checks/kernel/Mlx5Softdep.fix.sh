# phase: config
# needs: initramfs
# does: Has virtio_net loaded before mlx5_core.
for rules in /etc/modprobe.d/*.conf; do
  [ "$rules" = /etc/modprobe.d/mlx5.conf ] || delete_lines "$rules" '^[[:blank:]]*softdep[[:blank:]]+mlx5_core[[:blank:]]'
done
put /etc/modprobe.d/mlx5.conf 0644 'softdep mlx5_core pre: virtio_net'
