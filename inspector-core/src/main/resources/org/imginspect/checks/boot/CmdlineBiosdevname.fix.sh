# phase: boot
# needs: grub
# arguments: files
# mends: not made anew|no |'
# paths: ^(?!.*\.efi$)
# does: Gives the kernel biosdevname=0, in what the boot menu is made from and in its entries.
kernel_arguments 'biosdevname=[^ \t]*' 'biosdevname=0' '' 'biosdevname=0' 'biosdevname=[^ \t]*'
