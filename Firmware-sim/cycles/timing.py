"""Least and most cycles of an instruction, from public tables, with memory that never makes a processor wait.

Cortex-M4: Arm, "Cortex-M4 Technical Reference Manual" (r0p1), 3.3.1 and 3.3.2. P, the refill after a taken branch,
is 1 to 3 cycles; a single load or store after another costs one cycle less; an IT may be folded away; a division
takes 2 to 12 cycles, by its operands.

Cortex-M55: Arm publishes no table. Its scheduling model in LLVM (`ARMScheduleM55.td`, by Arm) tells: two beats of 64 bits
for a vector instruction, the second of which overlaps with the next instruction's first where that goes to another of the
pipes (load/store, integer, multiply); two instructions of 16 bits in a cycle where one is a move, an addition or
subtraction of a constant, an extension, an IT or a branch; loads, products and shifted operands have a latency of two,
so that an instruction that waits for them loses a cycle; 3 cycles for a branch that was not foreseen. Assumed here, since
it tells nothing of them: divisions as on the Cortex-M4, and 64 bits a cycle for several registers.
"""

import re

from disassembly import CONDITIONAL_BRANCHES, CONDITIONS, is_branch

REFILL = (1, 3)
SINGLE = re.compile(r"^(ldr|str)(s?[bh])?t?$")
MULTIPLE = re.compile(r"^(ldm|stm|push|pop|vldm|vstm|vpush|vpop)")
DIVISION = ("sdiv", "udiv")
BARRIERS = ("dsb", "dmb", "isb")
DUAL = re.compile(r"^(nop|it[te]*|movs?|adds?|subs?|[us]xt[bh])$")
PRODUCT = re.compile(r"^(mul|muls|mla|mls|[us]mull|[us]mlal|smm\w+|sml\w+|smul\w+)$")


def plain(instruction):
    """Its name without the condition under which it is executed, and whether there is one."""
    name = instruction.name
    base = name[:-2] if name[-2:] in CONDITIONS and not is_branch(instruction) else name
    known = SINGLE.match(base) or MULTIPLE.match(base) or base in DIVISION or base in ("ldrd", "strd")
    return (base, True) if base != name and known else (name, False)


def registers(instruction):
    """How many registers a list in braces names."""
    listed = re.search(r"\{(.*)\}", instruction.operands)
    count = 0
    for item in listed[1].split(",") if listed else []:
        ends = re.findall(r"\d+", item) if "-" in item else []
        count += int(ends[1]) - int(ends[0]) + 1 if len(ends) == 2 else 1
    return count


def refill(instruction, taken, most):
    """What a branch adds: nothing where it is not taken; where that is not known, nothing or all."""
    if not is_branch(instruction) or taken is False:
        return 0, 0
    maybe = taken is None and instruction.name in CONDITIONAL_BRANCHES
    return (0 if maybe else REFILL[0]), most


def m4(instruction, previous, taken):
    name, conditional = plain(instruction)
    more = refill(instruction, taken, REFILL[1])
    if MULTIPLE.match(name):
        low = high = 1 + registers(instruction)
    elif name in ("ldrd", "strd"):
        low = high = 3
    elif SINGLE.match(name):
        follows = previous is not None and SINGLE.match(plain(previous)[0]) is not None
        # A store at a constant offset goes to the buffer at once.
        buffered = name.startswith("str")
        low, high = (1 if follows or buffered else 2), 2
    elif name in DIVISION:
        low, high = 2, 12
    elif name in BARRIERS:
        low, high = 1, 4
    elif name in ("tbb", "tbh"):
        low = high = 2
    elif name.startswith(("cps", "msr", "mrs")):
        low, high = 1, 2
    elif re.match(r"^it[te]*$", name):
        low, high = 0, 1
    else:
        low = high = 1
    return (min(low, 1) if conditional else low) + more[0], high + more[1]


def pipe(instruction):
    """The pipe of a vector instruction; None for all others."""
    name = instruction.name
    if not name.startswith("v") or name.startswith(("vmrs", "vmsr")):
        return None
    if name.startswith(("vldr", "vstr", "vld", "vst", "vpush", "vpop")):
        return "memory"
    if name.startswith(("vpst", "vpt", "vpnot", "vctp")):
        return "control"
    return "multiply" if name.startswith(("vmul", "vmla", "vqdmul", "vrmul", "vfm")) else "integer"


def m55(instruction, previous, taken):
    name, conditional = plain(instruction)
    # Loops without a branch of their own: `le` is free once it has run.
    if name in ("le", "letp"):
        return 0, 1 + REFILL[1]
    more = refill(instruction, taken, REFILL[1])
    lane = pipe(instruction)
    if MULTIPLE.match(name):
        count = registers(instruction)
        low, high = (count + 1) // 2, 1 + count
    elif lane == "control":
        low, high = 0, 1
    elif lane is not None and "q" in instruction.operands:
        overlaps = previous is None or pipe(previous) != lane
        low, high = (1 if overlaps else 2), 3
    elif lane is not None:
        low, high = 1, 2
    elif name in ("ldrd", "strd"):
        low, high = 1, 3
    elif name in DIVISION:
        low, high = 2, 12
    elif name in BARRIERS:
        low, high = 1, 4
    elif name in ("tbb", "tbh"):
        low = high = 2
    else:
        branches = is_branch(instruction)
        dual = instruction.width == 2 and (branches or DUAL.match(name) is not None)
        shifted = re.search(r"\b(lsl|lsr|asr|ror)\b", instruction.operands) is not None
        waits = SINGLE.match(name) or PRODUCT.match(name) or shifted
        low, high = (0 if dual else 1), (2 if waits else 1)
    return (min(low, 1) if conditional else low) + more[0], high + more[1]


TABLES = {"m4": m4, "m55": m55}


def bounds(board, block, taken):
    """Yields each instruction of a run with its least and most cycles; only the last can branch."""
    table, previous = TABLES[board], None
    for index, instruction in enumerate(block):
        last = index == len(block) - 1
        low, high = table(instruction, previous, taken if last else False)
        yield instruction, low, high
        previous = instruction
