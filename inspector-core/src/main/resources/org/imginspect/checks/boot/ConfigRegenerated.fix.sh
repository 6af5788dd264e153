# phase: boot
# needs: grub
# mends: ^(?!.*(is lost|next kernel gets none))
# does: Makes the boot menu anew from its configuration.
:
