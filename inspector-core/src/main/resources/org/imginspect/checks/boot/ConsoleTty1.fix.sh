# phase: boot
# needs: grub
# arguments: files
# paths: ^(?!.*\.efi$)
# does: Gives the kernel console=tty1, before any serial port, which stays the last.
kernel_arguments 'console=tty1' 'console=tty1' '' 'console=tty1' ''
kernel_arguments 'console=[^ \t]*' 'console=tty(S|AMA)0[^ \t]*' '' '' ''
