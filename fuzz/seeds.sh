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

qemu-img create -q -f qcow2 -o cluster_size=4k -b "$work/raw" -F raw "$work/backed" 64k
qemu-img rebase -u -f qcow2 -F raw -b b "$work/backed"; cp "$work/backed" "$q/backed"
( cd "$work"; qemu-img create -q -f qcow2 -o cluster_size=4k,data_file=d data 64k
  qemu-io -f qcow2 data -c 'write -P 1 0 4k' -c 'write -P 2 16k 4k' > /dev/null; cp data "$q/data-file" )

# Smaller blocks than qemu-img makes, and what it cannot make at all: parents, a log that is not empty
python3 - "$(dir FuzzVhdInputs/file)" "$(dir FuzzVdiInputs/file)" "$(dir FuzzVhdxInputs/structures)" << 'EOF'
import struct, sys, uuid
def vhd(kind, blocks, present, name=b''):
    footer = struct.pack('>8sIIQI4sII', b'conectix', 2, 0x10000, 512 if kind != 2 else 2**64 - 1, 0, b'win ', 0, 0)
    footer += struct.pack('>QQIII16sB', blocks * 1024, blocks * 1024, 0, kind, 0, b'P' * 16, 0)
    footer = footer.ljust(512, b'\0')
    if kind == 2:
        return bytes(blocks * 1024) + footer
    sparse = struct.pack('>8sQQIIII16sII', b'cxsparse', 2**64 - 1, 1536, 0x10000, blocks, 1024, 0, b'P' * 16, 0, 0)
    sparse = sparse.ljust(0x240, b'\0') + struct.pack('>4sIIIQ', b'W2ru', 512, len(name), 0, 2048)
    table = b''.join(struct.pack('>I', (2560 + present.index(b) * 1536) // 512 if b in present else 2**32 - 1)
                     for b in range(blocks))
    body = footer + sparse.ljust(1024, b'\0') + table.ljust(512, b'\xff') + name.ljust(512, b'\0')
    return body + b''.join(b'\x80'.ljust(512, b'\0') + bytes([65 + b]) * 1024 for b in present) + footer
vhds, vdis, vhdxs = sys.argv[1:]
open(vhds + '/fixed', 'wb').write(vhd(2, 2, []))
open(vhds + '/dynamic', 'wb').write(vhd(3, 4, [1, 3]))
open(vhds + '/differencing', 'wb').write(vhd(4, 4, [2, 1], 'p.vhd'.encode('utf-16-le')))
for kind, name in ((1, 'dynamic'), (2, 'static')):
    head = bytes(64) + struct.pack('<IIIII256sIIIIIIIQIIII16s', 0xbeda107f, 0x10001, 0x190, kind, 0, b'', 512, 1024, 0, 0,
                                   0, 512, 0, 4096, 1024, 0, 4, 2, b'U' * 16)
    map = struct.pack('<4I', 1, 2**32 - 1, 2**32 - 2, 0)
    open(vdis + '/' + name, 'wb').write(head.ljust(512, b'\0') + map.ljust(512, b'\0') + b'a' * 1024 + b'b' * 1024)
def guid(text): return uuid.UUID(text).bytes_le
def vhdx(log, parent):
    mark = guid('0badcafe-0000-4000-8000-00000000beef')
    head = struct.pack('<4sIQ16s16s16sHHIQ', b'head', 0, 1, bytes(16), mark, mark if log else bytes(16), 0, 1, 2**20, 2**20)
    regions = struct.pack('<4sIII', b'regi', 0, 2, 0)
    regions += struct.pack('<16sQII', guid('2dc27766-f623-4200-9d64-115e9bfd4a08'), 2 * 2**20, 2**20, 1)
    regions += struct.pack('<16sQII', guid('8b7ca206-4790-4b9a-b8fe-575f050f886e'), 3 * 2**20, 2**20, 1)
    keys = [('parent_linkage', '{0badcafe-0000-4000-8000-00000000beef}'), ('relative_path', 'p.vhdx')]
    locator = struct.pack('<16sHH', guid('b04aefb7-d19e-4a81-b789-25b8e9445913'), 0, len(keys))
    texts, at = b'', len(locator) + 12 * len(keys)
    for key, value in keys:
        key, value = key.encode('utf-16-le'), value.encode('utf-16-le')
        locator += struct.pack('<IIHH', at + len(texts), at + len(texts) + len(key), len(key), len(value))
        texts += key + value
    items = [('caa16737-fa36-4d43-b3b6-33f0aa44e76b', struct.pack('<II', 2**20, 2 if parent else 0)),
             ('2fa54224-cd1b-4876-b211-5dbed83bf4b8', struct.pack('<Q', 4 * 2**20)),
             ('8141bf1d-a96f-4709-ba47-f233a8faab5f', struct.pack('<I', 512))]
    items += [('a8d35f2d-b30b-454d-abf7-d3d84834ab0c', locator + texts)] if parent else []
    table, data = struct.pack('<8sHH20s', b'metadata', 0, len(items), b''), b''
    for name, content in items:
        table += struct.pack('<16sIIII', guid(name), 0x10000 + len(data), len(content), 4, 0)
        data += content.ljust(-(-len(content) // 16) * 16, b'\0')
    bat = struct.pack('<4Q', 4 << 20 | 6, (5 << 20 | 7) if parent else 0, 2, 6 << 20 | 6)
    entries = b''
    if log:
        entries = struct.pack('<4sIIIQII16sQQ', b'loge', 0, 8192, 0, 5, 2, 0, mark, 8 * 2**20, 8 * 2**20)
        entries += struct.pack('<4sIQQQ', b'zero', 0, 8192, 4 * 2**20, 5)
        entries += struct.pack('<4s4s8sQQ', b'desc', b'tail', b'leading.', 4 * 2**20 + 4096, 5)
        entries = entries.ljust(4096, b'\0') + struct.pack('<4sI4084sI', b'data', 0, b'x' * 4084, 5)
    return (head + regions.ljust(112, b'\0') + table.ljust(256, b'\0') + data.ljust(512, b'\0') + bat.ljust(128, b'\0')
            + entries)
for name in ('plain', 'log', 'parent', 'log-parent'):
    open(vhdxs + '/' + name, 'wb').write(vhdx('log' in name, 'parent' in name))
EOF

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
e=$(dir FuzzExfatInputs/patches)
printf '\x00' > "$e/pristine"
printf '\x02\x00\x03\x60\x01' > "$e/cluster-size"       # SectorsPerClusterShift
printf '\x01\x01\x80\x14\x03' > "$e/fat"                # an entry of the FAT
printf '\x03\x05\x00\x00\x01\x06\x00\x00\x01' > "$e/entries"

p=$(dir FuzzProbeInputs/file)
cp "$g/gpt" "$m/logical" "$q/plain" "$p"
