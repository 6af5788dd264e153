# What the steps are made of. Every change goes through one of these functions, which say what they do and leave it with --dry-run.

# Without -- a name that begins with a hyphen would be an option; guests' names may hold anything, so what is printed is cleaned.
say() {
  case $* in
    *[!\ -~]*) printf '%s\n' "$*" | tr -c '\012\040-\176' '?' ;;
    *) printf '%s\n' "$*" ;;
  esac
}

step() {
  current=$1
  say "== $1: $2"
}

# exists PATH: also a symbolic link that leads nowhere.
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# change WORDS…: announces a change; false with --dry-run, so that "change … || return 0" leaves it.
change() {
  if [ "$dry" = yes ]; then
    say "   would $*"
    return 1
  fi
  say "   $*"
}

# run COMMAND…: a command that changes something.
run() {
  change "run $*" || return 0
  "$@"
}

have() { command -v "$1" >/dev/null 2>&1; }

# remove PATH…: with all below it. What is not there is no mistake, and the root and its directories are never removed.
remove() {
  for path in "$@"; do
    case $path in
      /bin | /boot | /dev | /etc | /home | /lib | /lib64 | /opt | /proc | /root | /run | /sbin | /srv | /sys | /tmp | /usr | /var) continue ;;
      /*[!/]*) ;;
      *) continue ;;
    esac
    if exists "$path" && change "remove $path"; then
      rm -rf -- "$path"
    fi
  done
}

# clear DIRECTORY…: removes what it holds, and keeps it.
clear() {
  for directory in "$@"; do
    if [ -d "$directory" ] && [ -n "$(ls -A "$directory/")" ] && change "clear $directory"; then
      find "$directory/" -mindepth 1 -maxdepth 1 -exec rm -rf -- '{}' +
    fi
  done
}

# clear_all DIRECTORY…: the same for directories of temporary files, whose own rights are mended too, and not what this script works with.
clear_all() {
  for directory in "$@"; do
    clear "$directory"
    if [ -z "$(find "$directory" -prune -perm 1777)" ]; then mode 1777 "$directory"; fi
  done
}

# empty FILE…: keeps the file, its owner and its mode.
empty() {
  for file in "$@"; do
    if [ -f "$file" ] && [ -s "$file" ] && change "empty $file"; then
      : >"$file"
    fi
  done
}

# edit FILE COMMAND…: the file as the command, a filter, makes it; owner, mode and links stay. A missing file stays missing.
edit() {
  edited=$1
  export edited
  shift
  [ -f "$edited" ] || return 0
  "$@" <"$edited" >"$work/new"
  if ! cmp -s "$work/new" "$edited" && change "change $edited"; then
    cat "$work/new" >"$edited"
  fi
}

# edit_awk FILE PROGRAM: edit by awk, which is told things through the environment, where nothing is an escape.
edit_awk() { edit "$1" awk "$2"; }

# delete_lines FILE ERE: the lines that match.
delete_lines() {
  pattern=$2
  export pattern
  edit "$1" awk '$0 !~ ENVIRON["pattern"]'
}

# append FILE LINE: unless the file has that line.
append() {
  if [ -f "$1" ] && ! grep -qxF -e "$2" "$1"; then
    text=$2
    export text
    edit "$1" awk '{ print } END { print ENVIRON["text"] }'
  fi
}

# replace_line FILE ERE LINE BEFORE: the first line that matches becomes LINE, further ones go; if none does, LINE comes before the first
# that matches BEFORE, or at the end.
replace_line() {
  pattern=$2 text=$3 place=$4
  export pattern text place
  edit_awk "$1" '
    { line[++n] = $0 }
    $0 ~ ENVIRON["pattern"] && !at { at = n }
    $0 ~ ENVIRON["place"] && !near { near = n }
    END {
      for (i = 1; i <= n; i++) {
        if (i == at || (!at && i == near)) print ENVIRON["text"]
        if (line[i] !~ ENVIRON["pattern"]) print line[i]
      }
      if (!at && !near) print ENVIRON["text"]
    }'
}

# put FILE MODE TEXT: a file with just these lines.
put() {
  printf '%s\n' "$3" >"$work/put"
  if [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$work/put" "$1"; then return 0; fi
  change "write $1" || return 0
  mkdir -p "${1%/*}"
  [ ! -L "$1" ] || rm -f -- "$1"
  cat "$work/put" >"$1"
  chmod "$2" "$1"
}

# link TARGET PATH: a symbolic link.
link() {
  if [ -L "$2" ] && [ "$(readlink "$2")" = "$1" ]; then return 0; fi
  change "link $2 to $1" || return 0
  mkdir -p "${2%/*}"
  rm -f -- "$2"
  ln -s "$1" "$2"
}

# mode MODE PATH…, owner OWNER:GROUP PATH…
mode() {
  bits=$1
  shift
  for path in "$@"; do
    if [ -e "$path" ] && change "set mode $bits on $path"; then chmod "$bits" "$path"; fi
  done
}
# executable PATH…: for all, where they are not.
executable() {
  for path in "$@"; do
    if [ -e "$path" ] && [ ! -x "$path" ] && change "make $path executable"; then chmod a+x "$path"; fi
  done
}
owner() {
  who=$1
  shift
  for path in "$@"; do
    if [ -e "$path" ] && change "give $path to $who"; then chown "$who" "$path"; fi
  done
}

# field FILE NAME NUMBER: of the first line of a file like passwd that begins with NAME.
field() {
  name=$2 number=$3
  export name number
  [ ! -f "$1" ] || awk -F: '$1 == ENVIRON["name"] { print $ENVIRON["number"]; exit }' "$1"
}

# set_field FILE NAME NUMBER VALUE: in every line of that name.
set_field() {
  name=$2 number=$3 value=$4
  export name number value
  edit_awk "$1" 'BEGIN { FS = OFS = ":" } $1 == ENVIRON["name"] { $ENVIRON["number"] = ENVIRON["value"] } { print }'
}

# no_password ACCOUNT: no hash, no empty field; keys still let the account in.
no_password() {
  if [ -f "/etc/tcb/$1/shadow" ]; then set_field "/etc/tcb/$1/shadow" "$1" 2 '*'; fi
  if [ -n "$(field /etc/shadow "$1" 1)" ]; then
    set_field /etc/shadow "$1" 2 '*'
    set_field /etc/passwd "$1" 2 x
  else
    set_field /etc/passwd "$1" 2 '*'
  fi
}

# forget_account NAME: its lines, not its files.
forget_account() {
  name=$1
  export name
  for list in /etc/passwd /etc/shadow /etc/subuid /etc/subgid; do
    edit_awk "$list" 'BEGIN { FS = ":" } $1 != ENVIRON["name"]'
  done
  # Out of every group; a group of the same name goes if nobody else is in it and no account has it as its own.
  gid=$(field /etc/group "$name" 3)
  export gid
  if [ -n "$gid" ] && ! awk -F: '$4 == ENVIRON["gid"] { found = 1 } END { exit !found }' /etc/passwd; then
    drop=$name
  else
    drop=
  fi
  export drop
  for list in /etc/group /etc/gshadow; do
    edit_awk "$list" 'BEGIN { FS = OFS = ":" }
      {
        for (f = 3; f <= 4; f++) if (f == 4 || ENVIRON["edited"] ~ /gshadow/) {
          n = split($f, member, ","); rest = ""
          for (i = 1; i <= n; i++) if (member[i] != ENVIRON["name"]) rest = rest (rest == "" ? "" : ",") member[i]
          if (rest != $f) $f = rest
        }
      }
      !(ENVIRON["drop"] != "" && $1 == ENVIRON["drop"] && $4 == "")'
  done
}

# remove_account NAME: with home, mail and jobs; never root, and no home that another account has too or that is somebody else's.
remove_account() {
  [ "$1" != root ] || return 0
  uid=$(field /etc/passwd "$1" 3)
  [ -n "$uid" ] || return 0
  home=$(field /etc/passwd "$1" 6)
  forget_account "$1"
  remove "/var/mail/$1" "/var/spool/mail/$1" "/var/spool/cron/crontabs/$1" "/var/spool/cron/tabs/$1" "/var/spool/cron/$1"
  home=${home%/}
  export home
  if [ -d "$home" ] && [ ! -L "$home" ] && [ "$uid" != 0 ] \
    && ! awk -F: '{ sub(/\/$/, "", $6) } $6 == ENVIRON["home"] { found = 1 } END { exit !found }' /etc/passwd; then
    case $home in
      /home/?*) remove "$home" ;;
      /?*/?*) [ "$(ls -dn "$home" | awk '{ print $3 }')" != "$uid" ] || remove "$home" ;;
    esac
  fi
}

# unit_file NAME: where systemd has it.
unit_file() {
  for directory in /etc/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    if [ -f "$directory/$1" ]; then
      printf '%s\n' "$directory/$1"
      return 0
    fi
  done
  return 1
}

# unmask UNIT: the link to /dev/null, or the empty file.
unmask() {
  for directory in /etc/systemd/system /run/systemd/system; do
    if [ -L "$directory/$1" ] && [ "$(readlink "$directory/$1")" = /dev/null ]; then remove "$directory/$1"; fi
    if [ -f "$directory/$1" ] && [ ! -s "$directory/$1" ]; then remove "$directory/$1"; fi
  done
}

# enable_unit UNIT: at boot, by what starts services here. The names are those of systemd, with their suffix.
enable_unit() {
  service=${1%.service}
  remove "/etc/init/$service.override"
  if [ -d /etc/systemd/system ] || [ -d /usr/lib/systemd/system ] || [ -d /lib/systemd/system ]; then
    unmask "$1"
    if systemctl --version >/dev/null 2>&1; then
      systemctl is-enabled --quiet "$1" || run systemctl enable "$1"
      return 0
    fi
    unit=$1
    template=$unit
    case $unit in *@*.*) template="${unit%%@*}@.${unit##*.}" ;; esac
    if file=$(unit_file "$unit") || file=$(unit_file "$template"); then
      for kind in wants:WantedBy requires:RequiredBy; do
        for target in $(sed -n "s/^${kind#*:}=//p" "$file"); do
          link "$file" "/etc/systemd/system/$target.${kind%:*}/$unit"
        done
      done
      for alias in $(sed -n 's/^Alias=//p' "$file"); do link "$file" "/etc/systemd/system/$alias"; done
      return 0
    fi
  fi
  if have rc-update && [ -d /etc/runlevels ]; then
    run rc-update add "$service" default
  elif [ -d /etc/runlevels ] && [ -f "/etc/init.d/$service" ]; then
    link "/etc/init.d/$service" "/etc/runlevels/default/$service"
  elif [ -f "/etc/init.d/$service" ] && have chkconfig; then
    run chkconfig "$service" on
  elif [ -f "/etc/init.d/$service" ] && have update-rc.d; then
    run update-rc.d "$service" defaults
  elif [ -f "/etc/init.d/$service" ]; then
    for level in 2 3 4 5; do
      rcdir=/etc/rc.d/rc$level.d
      [ -d "$rcdir" ] || rcdir=/etc/rc$level.d
      [ ! -d "$rcdir" ] || { remove "$rcdir"/K??"$service"; link "../init.d/$service" "$rcdir/S50$service"; }
    done
  fi
}

# disable_unit UNIT: every link that starts it at boot.
disable_unit() {
  service=${1%.service}
  for wish in /etc/systemd/system/*.wants/"$1" /etc/systemd/system/*.requires/"$1" /etc/runlevels/*/"$service" \
    /etc/rc?.d/S??"$service" /etc/rc.d/rc?.d/S??"$service"; do
    ! exists "$wish" || remove "$wish"
  done
  # Debian enables a package's units again by what it remembers; a preset wish of the vendor's is masked.
  for wish in /usr/lib/systemd/system/*.wants/"$1" /lib/systemd/system/*.wants/"$1"; do
    ! exists "$wish" || link /dev/null "/etc/systemd/system/$1"
  done
  if [ -f "/etc/init/$service.conf" ]; then put "/etc/init/$service.override" 0644 manual; fi
}

# sshd_set KEYWORD VALUE [WORDS]: at the head of sshd_config, where it comes before any Include and any other value; other lines of the
# part for everybody that begin with KEYWORD, or with WORDS, go.
sshd_set() {
  [ -f /etc/ssh/sshd_config ] || return 0
  sshd_unset "$1" /etc/ssh/sshd_config.d/*.conf
  text="$1 $2" keyword=${3:-$1}
  export text keyword
  edit_awk /etc/ssh/sshd_config 'BEGIN { keyword = tolower(ENVIRON["keyword"]) " " }
    { line = tolower($0); sub(/^[ \t]+/, "", line); gsub(/[ \t="]+/, " ", line); line = line " " }
    index(line, "match ") == 1 || index(line, "include ") == 1 { late = 1 }
    index(line, "match ") == 1 { inside = 1 }
    !late && !there && $0 == ENVIRON["text"] { there = 1; kept[++n] = $0; next }
    inside || index(line, keyword) != 1 { kept[++n] = $0 }
    END { if (!there) print ENVIRON["text"]; for (i = 1; i <= n; i++) print kept[i] }'
}

# sshd_unset KEYWORD FILE…: out of the part that holds for everybody.
sshd_unset() {
  keyword=$1
  export keyword
  shift
  for file in "$@"; do
    edit_awk "$file" 'BEGIN { keyword = tolower(ENVIRON["keyword"]) }
      { line = tolower($0); sub(/^[ \t]+/, "", line); word = line; sub(/[ \t="].*/, "", word) }
      word == "match" { inside = 1 }
      inside || word != keyword'
  done
}

# sshd_match_unset KEYWORD FILE…: out of the Match blocks.
sshd_match_unset() {
  keyword=$1
  export keyword
  shift
  for file in "$@"; do
    edit_awk "$file" 'BEGIN { keyword = tolower(ENVIRON["keyword"]) }
      { line = tolower($0); sub(/^[ \t]+/, "", line); word = line; sub(/[ \t="].*/, "", word) }
      word == "match" { inside = 1 }
      !inside || word != keyword'
  done
}

# kernel_arguments FAMILY KEEP BEFORE ADD DROP: in what boot entries are made from and in the entries that are there. Words that match the
# extended regular expression DROP go; of those that match KEEP the last moves to the end, behind BEFORE; if there is none, ADD comes there.
# Where the last word that matches FAMILY is one of KEEP all is well already.
kernel_arguments() {
  family=$1 keep=$2 before=$3 add=$4 drop=$5
  export family keep before add drop
  functions='
    function without(s, word) {
      if (word == "") return s
      s = s " "
      while (match(s, "[ \t](" word ")[ \t]")) s = substr(s, 1, RSTART - 1) substr(s, RSTART + RLENGTH - 1)
      sub(/ $/, "", s)
      return s
    }
    function last(s, word,   found, w) {
      if (word == "") return ""
      s = s " "
      while (match(s, "[ \t](" word ")[ \t]")) {
        found = substr(s, RSTART + 1, RLENGTH - 2)
        s = substr(s, RSTART + RLENGTH - 1)
      }
      return found
    }
    function touched(s) { return without(without(s, ENVIRON["drop"]), ENVIRON["keep"]) != s }
    function mend(s,   kept) {
      kept = last(s, ENVIRON["keep"])
      if (ENVIRON["family"] != "" && kept != "" && last(s, ENVIRON["family"]) == kept) return s
      if (kept == "") kept = ENVIRON["add"]
      s = without(without(s, ENVIRON["drop"]), ENVIRON["keep"])
      sub(/[ \t]+$/, "", s)
      return s (ENVIRON["before"] == "" || kept == "" ? "" : " " ENVIRON["before"]) (kept == "" ? "" : " " kept)
    }
    function assigned(line, always,   at, name, value, quote, end, inner, rest) {
      at = index(line, "=")
      name = substr(line, 1, at); value = substr(line, at + 1); quote = substr(value, 1, 1)
      if (quote == "\"" || quote == "\047") {
        end = index(substr(value, 2), quote)
        if (end == 0) return line
        inner = " " substr(value, 2, end - 1); rest = substr(value, end + 2)
      } else {
        quote = "\""; inner = " " value; rest = ""
      }
      if (!always && !touched(inner)) return line
      inner = mend(inner)
      sub(/^ +/, "", inner)
      return name quote inner quote rest
    }'
  if [ -f /etc/default/grub ] && [ -n "$add" ] && ! grep -qs '^[[:blank:]]*GRUB_CMDLINE_LINUX=' /etc/default/grub /etc/default/grub.d/*.cfg; then
    append /etc/default/grub "GRUB_CMDLINE_LINUX=\"$before${before:+ }$add\""
  fi
  for file in /etc/default/grub /etc/default/grub.d/*.cfg; do
    edit_awk "$file" "$functions"'
      /^[ \t]*(export[ \t]+)?GRUB_CMDLINE_LINUX=/ { print assigned($0, ENVIRON["add"] != ""); next }
      /^[ \t]*(export[ \t]+)?GRUB_CMDLINE_LINUX_(DEFAULT|RECOVERY)=/ { print assigned($0, 0); next }
      { print }'
  done
  edit_awk /etc/kernel/cmdline "$functions"' { $0 = mend(" " $0); sub(/^ /, ""); print }'
  edit_awk /etc/update-extlinux.conf "$functions"' /^default_kernel_opts=/ { print assigned($0, 1); next } { print }'
  for file in /boot/grub/grub.cfg /boot/grub2/grub.cfg /boot/efi/EFI/*/grub.cfg /boot/grub/grub.conf /boot/grub/menu.lst \
    /boot/loader/entries/*.conf /boot/efi/loader/entries/*.conf /efi/loader/entries/*.conf \
    /boot/extlinux.conf /boot/extlinux/extlinux.conf /boot/syslinux/syslinux.cfg; do
    edit_awk "$file" "$functions"'
      BEGIN {
        name = ENVIRON["edited"]
        words = "^(linux|linux16|linuxefi)$"; skip = 2
        if (name ~ /(grub\.conf|menu\.lst)$/) words = "^kernel$"
        else if (name !~ /grub\.cfg$/) { words = "^(append|options)$"; skip = 1 }
      }
      tolower($1) ~ words && NF >= skip && $0 !~ /[;}][ \t]*$/ {
        match($0, skip == 2 ? "^[ \t]*[^ \t]+[ \t]+[^ \t]+" : "^[ \t]*[^ \t]+")
        print substr($0, 1, RLENGTH) mend(substr($0, RLENGTH + 1)); next
      }
      { print }'
  done
  for file in /boot/grub2/grubenv /boot/efi/EFI/*/grubenv; do
    # A block of 1024 bytes, filled up with number signs.
    edit_awk "$file" "$functions"'
      /^#+$/ { next }
      /^kernelopts=/ { s = " " substr($0, 12); if (touched(s)) { s = mend(s); sub(/^ /, "", s); $0 = "kernelopts=" s } }
      { text = text $0 "\n" }
      END { while (length(text) < 1024) text = text "#"; printf "%s", text }'
  done
}

# grub_setting NAME VALUE: in /etc/default/grub, and away from what overrides it there.
grub_setting() {
  [ -f /etc/default/grub ] || return 0
  for file in /etc/default/grub.d/*.cfg; do
    delete_lines "$file" "^[[:blank:]]*(export[[:blank:]]+)?$1="
  done
  replace_line /etc/default/grub "^[[:blank:]]*(export[[:blank:]]+)?$1=" "$1=$2" '^$^'
}

# package_remove NAME…: those that are installed, by the package manager.
package_remove() {
  for package in "$@"; do
    if have dpkg-query && have apt-get; then
      if dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -q installed; then
        DEBIAN_FRONTEND=noninteractive run apt-get -y purge "$package"
      fi
    elif have rpm; then
      if rpm -q "$package" >/dev/null 2>&1; then run rpm -e "$package"; fi
    elif have apk; then
      if apk info -e "$package" >/dev/null 2>&1; then run apk del "$package"; fi
    else
      say "   nothing here removes packages; remove $package by hand"
    fi
  done
}

# What is made anew once, after all that it is made from.
regenerate_initramfs() {
  if have update-initramfs; then
    run update-initramfs -u -k all
  elif have dracut; then
    run dracut -f --regenerate-all
  elif have mkinitfs; then
    for modules in /lib/modules/*; do run mkinitfs "${modules##*/}"; done
  else
    say '   nothing here makes an initial RAM file system; make it by hand'
  fi
}
regenerate_grub() {
  if have update-grub; then
    run update-grub
  elif have grub2-mkconfig; then
    config=/boot/grub2/grub.cfg
    for name in /etc/grub2.cfg /etc/grub2-efi.cfg; do
      if [ -e "$name" ]; then config=$(readlink -f "$name"); fi
    done
    run grub2-mkconfig -o "$config"
  elif have update-extlinux; then
    run update-extlinux
  else
    say '   nothing here makes a boot menu; its entries were changed in place'
  fi
}

# What the package manager wrote down while this script removed packages.
forget_package_work() {
  for log in /var/log/dpkg.log /var/log/alternatives.log /var/log/apt/*.log /var/log/apt/*.log.xz /var/log/dnf*.log /var/log/yum.log /var/log/hawkey.log /var/log/zypper.log; do
    case $log in
      *.xz) remove "$log" ;;
      *) empty "$log" ;;
    esac
  done
  for cache in /var/cache/apt/pkgcache.bin /var/cache/apt/srcpkgcache.bin; do
    if [ -e "$cache" ]; then remove "$cache"; fi
  done
}

# Tells the disk which blocks are free now, so that the image file need not keep what was deleted. Not every disk listens.
release_space() {
  if [ "$dry" = no ] && have fstrim && fstrim / 2>/dev/null; then
    say '   told the disk what is free'
  fi
}
