# phase: packages
# needs: packages
# arguments: names files
# names: ^the package (\S+) 
# paths: ^/usr/local/|^/root/|^/opt/
# does: Removes debuggers and tracers.
for tool in "$@"; do
  case $tool in
    /usr/local/* | /root/* | /opt/*) remove "$tool" ;;
    /*) say "   mend $tool by hand: it may be a package's" ;;
    *) package_remove "$tool" ;;
  esac
done
