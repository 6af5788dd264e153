#!/bin/bash
# Makes the seeds of the fuzz targets anew, from the commands that write such files in earnest. Usage: seeds.sh
set -euo pipefail
export LC_ALL=C TZ=UTC
PATH=$PATH:/usr/sbin:/sbin
out=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/src/test/resources/org/imginspect/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dir() { mkdir -p "$out/$1"; echo "$out/$1"; }

q=$(dir FuzzQcow2Inputs/file)
{ seq 1 3000; head -c 20000 /dev/zero; seq 1 3000; } > "$work/raw"
truncate -s 64K "$work/raw"
for o in compat=0.10,cluster_size=512 compat=1.1,cluster_size=4k compat=1.1,cluster_size=4k,compression_type=zstd \
  compat=1.1,cluster_size=16k,extended_l2=on; do
  qemu-img convert -c -f raw -O qcow2 -o "$o" "$work/raw" "$q/compressed-${o//[=,]/-}"
done
qemu-img convert -f raw -O qcow2 -o cluster_size=1k "$work/raw" "$q/plain"
qemu-io -f qcow2 "$q/plain" -c 'write -z 4k 4k' -c 'discard 12k 4k' > /dev/null
qemu-img create -q -f qcow2 -o cluster_size=16k,extended_l2=on "$q/subclusters" 256k
qemu-io -f qcow2 "$q/subclusters" -c 'write -P 1 1k 2k' -c 'write -z 8k 1k' -c 'write -P 2 100k 512' > /dev/null
cp "$q/plain" "$q/snapshot"; qemu-img snapshot -c one "$q/snapshot"

g=$(dir FuzzGptInputs/disk)
truncate -s 48K "$work/gpt"
sgdisk -a 1 -U D15C0000-0000-4000-8000-00000000D15C -n 1:34:40 -n 2:41:0 -u 1:0A000000-1111-4111-8111-111111111111 \
  -u 2:0B000000-2222-4222-8222-222222222222 "$work/gpt" > /dev/null
cp "$work/gpt" "$g/gpt"
cp "$work/gpt" "$g/hybrid"; sgdisk -h 1 "$g/hybrid" > /dev/null

m=$(dir FuzzMbrInputs/disk)
truncate -s 16K "$m/logical"
printf '%s\n' 'label: dos' 'label-id: 0x1badb002' 'start=1, size=2, type=83, bootable' 'start=3, size=20, type=5' \
  'start=4, size=2, type=83' 'start=8, size=2, type=82' | sfdisk -q "$m/logical"

d=$(dir FuzzDecodersInputs/stream)
gzip -9nc < "$work/raw" > "$d/gzip"; xz -c < "$work/raw" > "$d/xz"; xz --format=lzma -c < "$work/raw" > "$d/lzma"
bzip2 -c < "$work/raw" > "$d/bzip2"; lz4 -qc < "$work/raw" > "$d/lz4"; lz4 -lqc < "$work/raw" > "$d/lz4-legacy"
zstd -qc < "$work/raw" > "$d/zstd"

l=$(dir FuzzLzoInputs/block)
seq -f 'line %g of it' 1 300 | head -c 4096 > "$work/text" || true
truncate -s 4096 "$work/zeros"
# lzop's container: 9 bytes of magic, 25 bytes, a name, a checksum; then be32 size, be32 packed size, a checksum (two if it is larger), the block
lzo() { lzop "-$2" -c < "$1" | python3 -c '
import struct, sys
c = sys.stdin.buffer.read()
flags, = struct.unpack(">I", c[17:21])
p = 34 + c[33] + 4
size, packed = struct.unpack(">II", c[p:p + 8])
p += 8 + 4 * bin(flags & 0x101).count("1") + 4 * bin(flags & 0x202).count("1")
sys.stdout.buffer.write(c[p:p + packed])'; }
lzo "$work/text" 1 > "$l/text"; lzo "$work/text" 9 > "$l/text-best"; lzo "$work/zeros" 3 > "$l/zeros"
# Texts of volume groups as lvm wrote them, of the fixtures; single bytes changed in superblocks of arrays and in a thin pool's metadata.
python3 - "$out" "$(dirname "${BASH_SOURCE[0]}")/../fixtures/src/main/resources/org/imginspect/fixtures" <<'PY'
import gzip, io, os, struct, sys, tarfile

out, fixtures = sys.argv[1:]


def seed(target, name, data):
    os.makedirs(f"{out}/{target}", exist_ok=True)
    with open(f"{out}/{target}/{name}", "wb") as file:
        file.write(data)


for name in ("plain", "raid"):
    tar = tarfile.open(fileobj=io.BytesIO(gzip.open(f"{fixtures}/lvm/{name}.gz").read()))
    disk = tar.extractfile("pv0").read()
    at, length = struct.unpack_from("<QQ", disk, 4096 + 40)
    text = disk[4096 + at : 4096 + at + length].rstrip(b"\0")
    seed("FuzzLvm2Inputs/text", name, (b" " if name == "raid" else b"") + text)
seed("FuzzLvm2Inputs/headers", "pristine", b"")
seed("FuzzLvm2Inputs/headers", "text-offset", bytes([0, 2, 40, 1, 1, 2, 48, 1]))
for array in range(8):
    seed("FuzzMdInputs/superblocks", f"array-{array}", bytes([array]))
    seed("FuzzMdInputs/superblocks", f"level-{array}", bytes([array, 0, 0, 72, 1, 1, 0, 28, 1]))
seed("FuzzThinInputs/metadata", "pristine", b"")
seed("FuzzThinInputs/metadata", "node", bytes([2, 0, 16, 1, 3, 0, 4, 3]))
PY
