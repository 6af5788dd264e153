# phase: boot
# needs: grub
# arguments: files
# mends: no console=|not made anew|go to |masked
# paths: ^(?!.*\.efi$)
# does: Makes the first serial port the last console of the kernel, and lets it have a login.
port=ttyS0
case $(uname -m) in aarch64 | arm*) port=ttyAMA0 ;; esac
kernel_arguments 'console=[^ \t]*' "console=${port}[^ \t]*" 'console=tty0' "console=$port" 'console=tty0'
unmask "serial-getty@$port.service"
