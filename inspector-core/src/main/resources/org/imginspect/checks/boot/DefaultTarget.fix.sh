# phase: boot
# needs: grub
# arguments: files
# paths: ^(?!.*\.efi$)
# does: Boots into multi-user.target, the run level 3.
kernel_arguments '' '' '' '' 'systemd[.]unit=[^ \t]*|single|rescue|emergency|[1sS]'
if [ -f /etc/inittab ]; then
  edit /etc/inittab sed -e 's/^\([^:#]*\):[^:]*:initdefault:/\1:3:initdefault:/'
fi
if target=$(unit_file multi-user.target); then
  link "$target" /etc/systemd/system/default.target
fi
