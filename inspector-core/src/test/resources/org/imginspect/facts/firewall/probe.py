"""Loads each set of rules of a directory into a network namespace and says which ports a stranger gets a connection to.

Usage: probe.py SECONDS DIRECTORY PORT...    One line for each case on standard output: NAME TAB open|refused TAB tcp4 TAB udp4 TAB tcp6 TAB udp6
A case is a file NAME.nft (for nft -f), or NAME.v4 and NAME.v6 (for iptables-restore), or NAME.sh (a script that is run in the namespace).
"""
import ctypes
import errno
import os
import select
import socket
import subprocess
import sys
import threading
import time

LIBC = ctypes.CDLL(None, use_errno=True)
GUEST4, GUEST6 = "10.99.0.2", "2001:db8:99::2"
STRANGER4, STRANGER6 = "78.46.113.201", "2a01:4f8:c17:b8f::2"


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def enter(name):
    fd = os.open("/run/netns/" + name, os.O_RDONLY)
    if LIBC.setns(fd, 0x40000000) != 0:
        raise OSError(ctypes.get_errno(), "setns " + name)
    os.close(fd)


def lay_out():
    for name in ("guest", "out"):
        subprocess.run(["ip", "netns", "del", name], stderr=subprocess.DEVNULL)
        run("ip", "netns", "add", name)
        run("ip", "-n", name, "link", "set", "lo", "up")
    run("ip", "-n", "guest", "link", "add", "eth0", "type", "veth", "peer", "name", "wire", "netns", "out")
    for name, card in (("guest", "eth0"), ("out", "wire")):
        run("ip", "-n", name, "link", "set", card, "up")
    run("ip", "-n", "guest", "addr", "add", GUEST4 + "/24", "dev", "eth0")
    run("ip", "-n", "guest", "-6", "addr", "add", GUEST6 + "/64", "dev", "eth0", "nodad")
    run("ip", "-n", "out", "addr", "add", "10.99.0.1/24", "dev", "wire")
    run("ip", "-n", "out", "-6", "addr", "add", "2001:db8:99::1/64", "dev", "wire", "nodad")
    run("ip", "-n", "out", "addr", "add", STRANGER4 + "/32", "dev", "lo")
    run("ip", "-n", "out", "-6", "addr", "add", STRANGER6 + "/128", "dev", "lo", "nodad")
    run("ip", "-n", "guest", "route", "add", "default", "via", "10.99.0.1")
    run("ip", "-n", "guest", "-6", "route", "add", "default", "via", "2001:db8:99::1")
    # Which is which must be known before rules that keep neighbours from asking are loaded.
    cards = {}
    for name, card in (("guest", "eth0"), ("out", "wire")):
        shown = subprocess.run(["ip", "-n", name, "-o", "link", "show", card], stdout=subprocess.PIPE, check=True)
        cards[name] = shown.stdout.decode().split("link/ether ")[1].split()[0]
    for name, card, other, four, six in (
        ("guest", "eth0", "out", "10.99.0.1", "2001:db8:99::1"),
        ("out", "wire", "guest", GUEST4, GUEST6),
    ):
        for address in (four, six):
            run("ip", "-n", name, "neigh", "replace", address, "lladdr", cards[other], "dev", card, "nud", "permanent")


def serve(ports):
    """Sockets on every port, which answer whoever gets through."""
    streams, datagrams = [], []
    enter("guest")
    for port in ports:
        for family in (socket.AF_INET, socket.AF_INET6):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                each = socket.socket(family, kind)
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                each.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", port))
                each.setblocking(False)
                if kind == socket.SOCK_STREAM:
                    each.listen(64)
                    streams.append(each)
                else:
                    datagrams.append(each)

    def answer():
        poll = select.poll()
        known = {}
        for each in streams + datagrams:
            known[each.fileno()] = each
            poll.register(each, select.POLLIN)
        while True:
            for fd, _ in poll.poll():
                each = known[fd]
                try:
                    if each.type == socket.SOCK_STREAM:
                        # Whoever gets this has got more through than his first packet.
                        taken = each.accept()[0]
                        taken.send(b"y")
                        taken.close()
                    else:
                        _, back = each.recvfrom(16)
                        each.sendto(b"y", back)
                except OSError:
                    pass

    threading.Thread(target=answer, daemon=True).start()


def open_ports(ports, family, kind, seconds):
    stranger, guest = (STRANGER4, GUEST4) if family == socket.AF_INET else (STRANGER6, GUEST6)
    poll = select.poll()
    waiting = {}
    reached = []
    for port in ports:
        each = socket.socket(family, kind)
        each.setblocking(False)
        each.bind((stranger, 0))
        try:
            each.connect((guest, port))
        except BlockingIOError:
            pass
        except OSError:
            continue
        if kind == socket.SOCK_DGRAM:
            try:
                each.send(b"x")
            except OSError:
                continue
        waiting[each.fileno()] = (each, port)
        poll.register(each, select.POLLIN)
    end = time.monotonic() + seconds
    while waiting and time.monotonic() < end:
        for fd, _ in poll.poll(max(1, int((end - time.monotonic()) * 1000))):
            each, port = waiting.pop(fd)
            poll.unregister(fd)
            try:
                good = each.recv(16) == b"y"
            except OSError:
                good = False
            if good:
                reached.append(port)
            each.close()
    for each, _ in waiting.values():
        each.close()
    return sorted(reached)


def load(directory, name):
    """Whether the rules were taken."""
    run("ip", "netns", "exec", "guest", "nft", "flush", "ruleset")
    inside = ["ip", "netns", "exec", "guest"]
    if os.path.exists(directory + "/" + name + ".nft"):
        commands = [inside + ["nft", "-f", directory + "/" + name + ".nft"]]
    elif os.path.exists(directory + "/" + name + ".sh"):
        commands = [inside + ["sh", directory + "/" + name + ".sh"]]
    else:
        commands = [
            inside + ["iptables-restore", directory + "/" + name + ".v4"],
            inside + ["ip6tables-restore", directory + "/" + name + ".v6"],
        ]
    for command in commands:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            sys.stderr.write(name + ": " + done.stdout.decode(errors="replace")[:600] + "\n")
            return False
    return True


def main():
    seconds, directory, ports = float(sys.argv[1]), sys.argv[2], [int(port) for port in sys.argv[3:]]
    lay_out()
    serve(ports)
    enter("out")
    names = sorted({os.path.splitext(each)[0] for each in os.listdir(directory) if not each.startswith(".")})
    for name in names:
        if not load(directory, name):
            print(name, "refused", "", "", "", "", sep="\t", flush=True)
            continue
        results = {}

        def probe(key, family, kind):
            enter("out")
            results[key] = open_ports(ports, family, kind, seconds)

        threads = []
        for key, family, kind in (
            (0, socket.AF_INET, socket.SOCK_STREAM),
            (1, socket.AF_INET, socket.SOCK_DGRAM),
            (2, socket.AF_INET6, socket.SOCK_STREAM),
            (3, socket.AF_INET6, socket.SOCK_DGRAM),
        ):
            thread = threading.Thread(target=probe, args=(key, family, kind))
            thread.start()
            threads.append(thread)
        for thread in threads:
            thread.join()
        lists = [",".join(str(port) for port in results[key]) for key in range(4)]
        print(name, "open", *lists, sep="\t", flush=True)


main()
