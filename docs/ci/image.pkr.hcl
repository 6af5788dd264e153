# Packer: inspects the finished image. Nothing but an offline look sees what the build itself left behind: Packer's temporary key, its
# scripts in /tmp, the leases and logs of the build machine. A finding fails the build, and Packer deletes the image.
packer {
  required_plugins {
    qemu = {
      source  = "github.com/hashicorp/qemu"
      version = ">= 1.1.0"
    }
  }
}

source "qemu" "debian" {
  iso_url          = "https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-genericcloud-amd64.qcow2"
  iso_checksum     = "file:https://cloud.debian.org/images/cloud/bookworm/latest/SHA512SUMS"
  disk_image       = true
  format           = "qcow2"
  output_directory = "build"
  vm_name          = "disk.qcow2"
  ssh_username     = "debian"
}

build {
  sources = ["source.qemu.debian"]

  post-processor "shell-local" {
    inline = [
      "imginspect scan -p digitalocean -f text -f json=build/imginspect.json --fail-on error build/disk.qcow2",
    ]
  }
}
