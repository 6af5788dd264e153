# Makes the real Debian 12 as dirty as a careless build would: run in the guest by MendedDebianTest.
set -e
printf 'apt-get update\n' > /root/.bash_history
printf 'SELECT 1;\n' > /root/.mysql_history
mkdir -p /root/.ssh; echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGHcC2vTq0uwIeiaCSbWlSgn5pGVT8Ab7FvT7rU2c0Rs build@host' > /root/.ssh/authorized_keys
ssh-keygen -q -t ed25519 -N '' -C jane@build -f /root/.ssh/id_ed25519
echo 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl' > /root/.ssh/known_hosts
useradd -m -s /bin/bash jane; echo 'jane:summer-42' | chpasswd; echo 'root:hunter42' | chpasswd
mkdir -p /home/jane/.ssh; cp /root/.ssh/authorized_keys /home/jane/.ssh/; chown -R jane: /home/jane
echo 'jane ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/90-cloud-init-users
echo 4f2c1d9e8b7a46d5a1c3e5f708192a3b > /etc/machine-id
rm -f /var/lib/dbus/machine-id; mkdir -p /var/lib/dbus; cp /etc/machine-id /var/lib/dbus/machine-id
echo 'Nov 21 10:00:01 builder sshd[311]: x' > /var/log/auth.log; echo x > /var/log/syslog.1
echo cached > /var/cache/apt/archives/curl_8.5.0_amd64.deb; echo Origin > /var/lib/apt/lists/deb.debian.org_debian_dists_x_InRelease
printf 'PermitRootLogin yes\nPasswordAuthentication yes\n' > /etc/ssh/sshd_config.d/01-build.conf
sed -i 's,^[A-Z]*UUID=[^ ]* */ ,/dev/sda3 / ,' /etc/fstab
sed -i 's/console=ttyS0[^ "]*//g' /etc/default/grub /etc/default/grub.d/*.cfg /boot/grub/grub.cfg
ssh-keygen -A
mkdir -p /var/lib/dhcp; echo 'lease { fixed-address 10.20.30.40; }' > /var/lib/dhcp/dhclient.eth0.leases
echo x > /tmp/script.sh; mkdir -p /var/tmp/build; echo y > /var/tmp/build/a
echo builder.corp.example > /etc/hostname; echo '10.1.2.3 builder.corp.example builder' >> /etc/hosts
mkdir -p /var/lib/cloud/instances/i-0abc; ln -sfn /var/lib/cloud/instances/i-0abc /var/lib/cloud/instance
# A setting that the boot menu does not know yet.
echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX mitigations=off"' > /etc/default/grub.d/99-local.cfg
# Services that do not start, and a debugger.
rm -f /etc/systemd/system/multi-user.target.wants/ssh.service /etc/systemd/system/sshd.service
touch /etc/ssh/sshd_not_to_be_run
ln -sf /dev/null /etc/systemd/system/cloud-final.service
mkdir -p /gdb/DEBIAN
printf 'Package: gdb\nVersion: 13.1-3\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n' > /gdb/DEBIAN/control
dpkg-deb -b /gdb /gdb.deb > /dev/null
dpkg -i /gdb.deb > /dev/null
rm -rf /gdb /gdb.deb
