"""An image's instructions, as llvm-objdump lists them."""

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple

# Address, mnemonic without its width (".w", ".n"), operands, and the bytes it takes.
Instruction = namedtuple("Instruction", "address name operands width")

PROCESSORS = {
    "m4": ("thumbv7em-none-eabi", "cortex-m4"),
    "m55": ("thumbv8.1m.main-none-eabi", "cortex-m55"),
}

LINE = re.compile(r"^\s*([0-9a-f]+):\s+((?:[0-9a-f]{2,4} )+)\s*(\S+)\s*([^@;]*)")
CONDITIONS = ("eq", "ne", "cs", "hs", "cc", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le")
CONDITIONAL_BRANCHES = frozenset(
    ["b" + c for c in CONDITIONS] + ["bx" + c for c in CONDITIONS] + ["bl" + c for c in CONDITIONS]
    + ["blx" + c for c in CONDITIONS] + ["cbz", "cbnz", "le", "wls", "wlstp", "letp"])
BRANCHES = CONDITIONAL_BRANCHES | {"b", "bl", "blx", "bx", "tbb", "tbh"}


def parse(text):
    """The instructions of a listing, by address; data between them is left out."""
    found = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match and not match[3].startswith("."):
            name = re.sub(r"\.[wn]$", "", match[3])
            address = int(match[1], 16)
            width = len(match[2].replace(" ", "")) // 2
            found[address] = Instruction(address, name, match[4].strip(), width)
    return found


def tool(name):
    """A program of LLVM: Swift's own, or another in the path."""
    swift = shutil.which("swift")
    beside = os.path.join(os.path.dirname(os.path.realpath(swift)), name) if swift else ""
    found = beside if os.path.exists(beside) else shutil.which(name)
    return found or sys.exit(f"cycles: {name} is missing; it comes with Swift, or with Debian's llvm")


def load(image, board):
    triple, processor = PROCESSORS[board]
    listing = subprocess.run(
        [tool("llvm-objdump"), "-d", f"--triple={triple}", f"--mcpu={processor}", image],
        check=True, capture_output=True, text=True).stdout
    return parse(listing)


def writes_counter(instruction):
    """Whether it goes elsewhere by writing the program counter as one register among others."""
    name, operands = instruction.name, instruction.operands
    if name.startswith(("pop", "ldm")):
        return re.search(r"\bpc\b", operands) is not None
    return name.startswith(("ldr", "mov", "add")) and operands.startswith("pc")


def is_branch(instruction):
    return instruction.name in BRANCHES or writes_counter(instruction)


def target(instruction):
    """Where a direct branch goes; None where the listing does not tell."""
    match = re.search(r"0x([0-9a-f]+)", instruction.operands)
    return int(match[1], 16) if instruction.name in BRANCHES and match else None
