# phase: boot
# needs: grub
# arguments: files
# paths: ^(?!.*\.efi$)
# does: Takes what silences the kernel and systemd out of the arguments.
kernel_arguments '' '' '' '' 'quiet|loglevel=[^ \t]*|console=(null|ttynull)?|systemd[.]show_status=[^ \t]*|rd[.]systemd[.]show_status=[^ \t]*|splash|rhgb'
