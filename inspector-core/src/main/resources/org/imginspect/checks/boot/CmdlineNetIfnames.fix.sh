# phase: boot
# needs: grub
# arguments: files
# mends: not made anew|no |'
# paths: ^(?!.*\.efi$)
# does: Gives the kernel net.ifnames=0, in what the boot menu is made from and in its entries.
kernel_arguments 'net[.]ifnames=[^ \t]*' 'net[.]ifnames=0' '' 'net.ifnames=0' 'net[.]ifnames=[^ \t]*'
