"""Clients that mean harm, while a run goes on: it decides as it would without them, and keeps little."""
import itertools, json, random, re, resource, selectors, socket, struct, subprocess, time

from driven import QUENCH, Run, check

REQUESTS, FRAMES, CONNECTIONS, POST_BYTES = 8_000, 2_000, 1_000, 1_000_000_000
# So often the recording is played: four hours at the run's pace, which no attack takes, however busy the
# machine is.
TIMES = 60
GROWTH_BYTES_MAX = 48 << 20


def hostile(recording, folder):
    recording = repeated(recording, f"{folder}/long.edf")
    # At this pace there are no deadlines, which a busy machine would miss for its own reasons.
    run = Run("replay", recording, "--pace", "0.5x", "--output", f"{folder}/attacked")
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    check("the run is shown", served(run.port))
    # What a run takes at its beginning is its own.
    while run.process.poll() is None and figure(run.port, "run_seconds") < 1: time.sleep(0.1)
    before = memory(run.process.pid)
    sent = posted(run.port)
    check("of a gigabyte little is taken", sent < POST_BYTES / 10, sent)
    crowd(run.port)
    made = random.Random(19)
    say(run.port, (malformed(made) for _ in range(REQUESTS)), at_once=60)
    say(run.port, (upgrade(run.port) + frame(made) for _ in range(FRAMES)), at_once=8)
    check("it is shown still", served(run.port))
    while run.process.poll() is None and figure(run.port, "episodes_total") == 0: time.sleep(0.2)
    grown = memory(run.process.pid) - before
    check("memory is bounded", grown < GROWTH_BYTES_MAX, grown)
    check("the run goes on", run.process.poll() is None)
    run.end()
    attacked = told(f"{folder}/attacked")
    subprocess.run([QUENCH, "replay", recording, "--to", str(attacked["recording"]["toSeconds"]),
                    "--output", f"{folder}/quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    quiet = told(f"{folder}/quiet")
    check("it has an episode", len(attacked["episodes"]) > 0)
    for name in ("decisions", "decisionHash"):
        check(f"{name} are those of a run that nobody sees", attacked[name] == quiet[name],
              (attacked[name], quiet[name]))


def repeated(recording, path):
    """The same, so many times."""
    with open(recording, "rb") as file: data = file.read()
    size, records = int(data[184:192]), int(data[236:244])
    with open(path, "wb") as file:
        file.write(data[:236] + str(records * TIMES).ljust(8).encode() + data[244:size])
        for _ in range(TIMES): file.write(data[size:])
    return path


def figure(port, name):
    """One of the run's figures; 0 where it does not say."""
    try:
        with connection(port) as client:
            client.sendall(f"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            text = b"".join(iter(lambda: client.recv(65_536), b"")).decode()
    except OSError: return 0
    found = re.search(rf"^quench_{name} (\S+)", text, re.M)
    return float(found[1]) if found else 0


def told(folder):
    with open(f"{folder}/summary.json") as file: return json.load(file)


def memory(process):
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def connection(port):
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def served(port):
    """Whether a page is let in, once those before it are gone."""
    for _ in range(1_200):
        try:
            with connection(port) as client:
                client.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                if client.recv(64).startswith(b"HTTP/1.1 200 "): return True
        except OSError: pass
        time.sleep(0.1)
    return False


def say(port, messages, at_once):
    """Sends each on a connection of its own, so many at a time, hears what comes first, and hangs up."""
    messages = iter(messages)
    while batch := list(itertools.islice(messages, at_once)):
        clients = []
        for message in batch:
            try:
                client = connection(port)
                clients.append(client)
                client.sendall(message)
                client.shutdown(socket.SHUT_WR)
            except OSError: pass
        for client in clients:
            try: client.recv(64)
            except OSError: pass
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()


def posted(port):
    """Sends a gigabyte for as long as it is taken; how much of it was."""
    sent, block = 0, bytes(1 << 20)
    try:
        with connection(port) as client:
            client.sendall(f"POST /markers HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain\r\n"
                           f"Content-Length: {POST_BYTES}\r\n\r\n".encode())
            while sent < POST_BYTES: sent += client.send(block)
    except OSError: pass
    return sent


def crowd(port):
    """A thousand connections at once: silent ones, half requests, some that are closed on one side."""
    clients, waiting = [], selectors.DefaultSelector()
    for number in range(CONNECTIONS):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(("127.0.0.1", port))
        clients.append(client)
        waiting.register(client, selectors.EVENT_WRITE, number)
    while len(waiting.get_map()) > 0:
        for key, _ in waiting.select():
            waiting.unregister(key.fileobj)
            try:
                if key.data % 3: key.fileobj.send(b"GET / HTTP/1.1\r\nHo")
                if key.data % 3 == 2: key.fileobj.shutdown(socket.SHUT_WR)
            except OSError: pass
    for client in clients: client.close()


def upgrade(port):
    return (f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").encode()


def frame(made):
    """A frame of any opcode, extension, mask and length, with less or more behind it than it says."""
    length = made.choice([made.randrange(126), 126, 127])
    return bytes([made.randrange(256), made.randrange(2) << 7 | length]) + made.randbytes(made.randrange(300))


def malformed(made):
    """A request with a byte changed, cut, or put in a dozen times; or none at all."""
    text = bytearray(b"GET /counts?from=0&to=9&step=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc")
    for _ in range(made.randrange(1, 12)):
        at = made.randrange(len(text))
        kind = made.randrange(4)
        if kind == 0: text[at] = made.randrange(256)
        elif kind == 1: del text[at:at + made.randrange(1, 20)]
        elif kind == 2: text[at:at] = bytes([made.choice(b"\r\n\0: %\xff")]) * made.randrange(1, 300)
        else: text = bytearray(made.randbytes(made.randrange(1, 200)))
        if not text: return b"\r\n\r\n"
    return bytes(text) + b"\r\n\r\n"
