"""How often each instruction was executed, and whether branches were taken, from QEMU's log.

QEMU tells of each block that it executes where it begins (`-d exec,nochain`). What is in it follows from the
instructions there and from where the next block begins.
"""

import re
from collections import Counter, deque

from disassembly import is_branch, target

# QEMU ends a block at these, too. Where it ends one elsewhere the next begins within what is listed here.
ENDS = ("wfi", "isb", "cpsid", "cpsie", "svc", "bkpt", "trap")
PAGE = 1_024
LINE = re.compile(rb"\[[0-9a-f]+/([0-9a-f]{8})/[0-9a-f]+/([0-9a-f]{8})\]")


class Blocks:
    """Which instructions a block holds that begins at an address."""

    def __init__(self, code):
        self.code = code
        self.known = {}

    def at(self, address, limit):
        key = (address, limit)
        if key not in self.known:
            self.known[key] = self.find(address, limit)
        return self.known[key]

    def find(self, address, limit):
        block, place = [], address
        page = address - address % PAGE
        while place in self.code and (not limit or len(block) < limit):
            instruction = self.code[place]
            # One that crosses a page's end begins the next block.
            if block and place + instruction.width > page + PAGE:
                break
            block.append(instruction)
            place += instruction.width
            if is_branch(instruction) or instruction.name in ENDS:
                break
        return block

    def executed(self, address, limit, following):
        """The instructions executed of a block, and whether its last one branched (None: not known)."""
        block = self.at(address, limit)
        if not block:
            return [], None
        last = block[-1]
        end = last.address + last.width
        if is_branch(last):
            if following == end:
                return block, False
            if following == target(last):
                return block, True
        if following == address and following != end:
            # It was begun, and put off before its first instruction.
            return [], None
        # An interrupt, an access to a register of the board, or a change of the vectors' predicate cut it short.
        for index, instruction in enumerate(block):
            if instruction.address == following and index > 0:
                return block[:index], None
        # To where the listing does not tell, or an interrupt came at its end.
        return block, True if target(last) is None and is_branch(last) else None


def transitions(lines):
    """Begin, limit of instructions and successor of each block in a log."""
    latest = None
    for line in lines:
        match = LINE.search(line)
        if not match:
            continue
        key = match[1] + match[2]
        if latest is not None:
            yield latest, key
        latest = key


def place(key):
    """Address and limit (0: none) of a block's key."""
    return int(key[:8], 16), int(key[8:], 16) & 0x1FF


def without(lines, entry, back):
    """A log without what lies from the block at `entry` to that at `back`, both included."""
    inside = False
    for line in lines:
        match = LINE.search(line)
        if match:
            address = int(match[1], 16)
            inside = inside or address == entry
            if not inside:
                yield line
            elif address == back:
                inside = False


class Trace:
    """The whole run, and the stretch between two sleeps in which most was executed."""

    def __init__(self, code):
        self.blocks = Blocks(code)
        self.counts = Counter()
        self.longest = Counter()
        self.longest_length = 0
        self.is_sleep = {}
        self.lengths = {}

    def length(self, pair):
        """Instructions of a block before another."""
        if pair not in self.lengths:
            address, limit = place(pair[0])
            self.lengths[pair] = len(self.blocks.executed(address, limit, place(pair[1])[0])[0])
        return self.lengths[pair]

    def ends_stretch(self, key):
        if key not in self.is_sleep:
            block = self.blocks.at(*place(key))
            self.is_sleep[key] = bool(block) and block[-1].name == "wfi"
        return self.is_sleep[key]

    def take(self, lines):
        """Takes a log; its first stretch is the device's start, its last two are its end."""
        stretch, waiting = Counter(), deque()
        for pair in transitions(lines):
            stretch[pair] += 1
            if self.ends_stretch(pair[0]):
                waiting.append(stretch)
                stretch = Counter()
                if len(waiting) > 3:
                    self.enter(waiting[1])
                    del waiting[1]
        for stretch in list(waiting)[1:-2]:
            self.enter(stretch)

    def enter(self, stretch):
        length = sum(self.length(pair) * n for pair, n in stretch.items())
        self.counts.update(stretch)
        if length > self.longest_length:
            self.longest, self.longest_length = stretch, length

    def executions(self, stretch):
        """Yields runs of instructions, whether the last one branched, and how often."""
        for (key, following), count in stretch.items():
            block, taken = self.blocks.executed(*place(key), place(following)[0])
            if block:
                yield block, taken, count
