"""Tests of the tables, of what is read of a listing and a log, and of the sums."""

import unittest

import disassembly
import kernels
import timing
from trace import Blocks, Trace, without

LISTING = """
00000100 <count>:
     100: b510         	push	{r4, lr}
     102: 6804         	ldr	r4, [r0]
     104: 6841         	ldr	r1, [r0, #0x4]
     106: fb91 f1f4    	sdiv	r1, r1, r4
     10a: 3c01         	subs	r4, #0x1
     10c: d1fd         	bne	0x10a <count+0xa> @ imm = #-0x6
     10e: bd10         	pop	{r4, pc}
     110: 00 00 00 00  	.word	0x00000000
00000114 <sleep>:
     114: bf30         	wfi
     116: e7fd         	b.n	0x114 <sleep>
     118: ef 50 48 08  	vadd.i32	q0, q0, q1
     11c: ef 50 48 08  	vadd.i32	q0, q0, q1
     120: 70 47        	bx	lr
"""


def line(address, limit=0):
    return b"Trace 0: 0x7f0000000000 [00800442/%08x/00000050/%08x] f\n" % (address, 0xFF020200 | limit)


class Listing(unittest.TestCase):
    code = disassembly.parse(LISTING)

    def test_instructions_have_width_and_name_whatever_the_lister(self):
        self.assertEqual(self.code[0x106].width, 4)
        self.assertEqual(self.code[0x118].width, 4)
        self.assertEqual(self.code[0x120].width, 2)
        self.assertEqual(self.code[0x116].name, "b")
        self.assertNotIn(0x110, self.code)

    def test_branches_and_their_targets(self):
        self.assertEqual(disassembly.target(self.code[0x10C]), 0x10A)
        self.assertIsNone(disassembly.target(self.code[0x120]))
        self.assertTrue(disassembly.is_branch(self.code[0x10E]))
        self.assertFalse(disassembly.is_branch(self.code[0x100]))


class Log(unittest.TestCase):
    code = disassembly.parse(LISTING)

    def test_a_block_ends_where_it_branches(self):
        block, taken = Blocks(self.code).executed(0x100, 0, 0x10A)
        self.assertEqual([i.address for i in block], [0x100, 0x102, 0x104, 0x106, 0x10A, 0x10C])
        self.assertTrue(taken)
        block, taken = Blocks(self.code).executed(0x10A, 0, 0x10E)
        self.assertEqual((len(block), taken), (2, False))

    def test_a_block_that_was_cut_short_counts_up_to_there(self):
        block, taken = Blocks(self.code).executed(0x100, 0, 0x104)
        self.assertEqual((len(block), taken), (2, None))
        block, _ = Blocks(self.code).executed(0x100, 3, 0x106)
        self.assertEqual(len(block), 3)
        # Also where the block ends by a return.
        block, taken = Blocks(self.code).executed(0x118, 0, 0x11C)
        self.assertEqual((len(block), taken), (1, None))
        # Begun twice, executed once.
        self.assertEqual(Blocks(self.code).executed(0x100, 0, 0x100)[0], [])

    def test_what_the_emulated_hardware_does_is_left_out(self):
        log = [line(a) for a in (0x100, 0x200, 0x10A, 0x204, 0x10E, 0x200, 0x204)]
        self.assertEqual(list(without(log, 0x200, 0x204)), [line(0x100), line(0x10E)])

    def test_stretches_end_with_a_sleep_and_the_longest_is_kept(self):
        log = [line(0x114)]
        for loops in (1, 3, 2):
            log += [line(0x100)] + [line(0x10A)] * loops + [line(0x10E), line(0x114)]
        log += [line(0x116), line(0x114)] * 3
        trace = Trace(self.code)
        trace.take(log)
        # The first stretch is the start, the last the end.
        self.assertEqual(trace.longest_length, 6 + 3 * 2 + 1 + 1)
        self.assertEqual(sum(trace.length(p) * n for p, n in trace.counts.items()), 10 + 14 + 12)


class Tables(unittest.TestCase):
    code = disassembly.parse(LISTING)

    def cycles(self, board, address, limit, following):
        block, taken = Blocks(self.code).executed(address, limit, following)
        return [bound[1:] for bound in timing.bounds(board, block, taken)]

    def test_the_cortex_m4(self):
        self.assertEqual(
            self.cycles("m4", 0x100, 0, 0x10A), [(3, 3), (2, 2), (1, 2), (2, 12), (1, 1), (2, 4)])
        self.assertEqual(self.cycles("m4", 0x10A, 0, 0x10E), [(1, 1), (1, 1)])
        self.assertEqual(self.cycles("m4", 0x10E, 0, 0x300), [(4, 6)])

    def test_the_cortex_m55(self):
        self.assertEqual(
            self.cycles("m55", 0x100, 0, 0x10A), [(1, 3), (1, 2), (1, 2), (2, 12), (0, 1), (1, 4)])
        self.assertEqual(self.cycles("m55", 0x118, 0, 0x300), [(1, 3), (2, 3), (1, 4)])

    def test_a_branch_of_which_nothing_is_known_may_be_taken(self):
        branch = self.code[0x10C]
        self.assertEqual(timing.m4(branch, None, None), (1, 4))

    def test_what_a_condition_keeps_from_being_done_takes_a_cycle(self):
        for name, most in [("sdivne", 12), ("ldreq", 2), ("ldrshlo", 2), ("movne", 1)]:
            instruction = disassembly.Instruction(0, name, "r0, r1", 4)
            self.assertEqual(timing.m4(instruction, None, False), (1, most))

    def test_registers_of_a_list(self):
        for text, count in [("{r4, r5, lr}", 3), ("{d8, d9}", 2), ("r0!, {r4-r7, pc}", 5), ("r0", 0)]:
            instruction = disassembly.Instruction(0, "pop", text, 2)
            self.assertEqual(timing.registers(instruction), count)


class Kernels(unittest.TestCase):
    def test_the_innermost_function_that_has_a_part_counts(self):
        self.assertEqual(kernels.part_of(["$e8Detection8DetectorV14filterInHalves", "$eaccumulate"]), "filters")
        self.assertEqual(kernels.part_of(["$es4SIMD", "$e9DetectionmeasureArea", "$eaccumulate"]), "area")
        self.assertEqual(kernels.part_of(["main"]), "loop")


if __name__ == "__main__":
    unittest.main()
