# phase: config
# needs: initramfs
# arguments: files
# does: Gives network cards no alternative names.
for link in "$@"; do
  edit "$link" sed -e 's/^[[:blank:]]*AlternativeNamesPolicy/# &/'
done
