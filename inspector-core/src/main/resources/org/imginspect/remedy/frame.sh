set -eu
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022
dry=no
current=
for option in "$@"; do
  case $option in
    --dry-run) dry=yes ;;
    *) echo "usage: fix.sh [--dry-run]" >&2; exit 2 ;;
  esac
done
if [ "$(id -u)" != 0 ]; then
  echo "fix.sh: run this as root, inside the guest that is to be mended" >&2
  exit 1
fi
work=$(mktemp -d /.imginspect-fix.XXXXXX)
finish() {
  code=$?
  rm -rf -- "$work"
  [ "$code" = 0 ] || echo "fix.sh: stopped in the step '$current'; what comes after it was not done" >&2
}
trap finish EXIT
