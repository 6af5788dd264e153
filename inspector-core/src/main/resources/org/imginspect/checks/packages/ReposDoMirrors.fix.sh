# phase: packages
# arguments: files
# does: Takes the distribution's packages from DigitalOcean's mirrors.
for list in "$@"; do
  edit "$list" sed -e 's|https*://[a-z.]*deb\.debian\.org/|https://mirrors.digitalocean.com/|' -e 's|https*://security\.debian\.org/|https://mirrors.digitalocean.com/|' -e 's|https*://[a-z.]*archive\.ubuntu\.com/|https://mirrors.digitalocean.com/|' -e 's|https*://security\.ubuntu\.com/|https://mirrors.digitalocean.com/|'
done
