/// What Swift cannot say: instructions without a function, addresses that the linker knows, and
/// the debugger's call. No logic.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Sleeps until an interrupt is pending, masked or not.
static inline void machine_wait_for_interrupt(void) { __asm__ volatile("dsb\n wfi" ::: "memory"); }
static inline void machine_mask_interrupts(void) { __asm__ volatile("cpsid i" ::: "memory"); }
static inline void machine_unmask_interrupts(void) { __asm__ volatile("cpsie i\n isb" ::: "memory"); }
static inline void machine_barrier(void) { __asm__ volatile("dsb" ::: "memory"); }

/// What a failed precondition runs into.
static inline void machine_undefined_instruction(void) { __asm__ volatile("udf #0"); }

/// Memory that the linker script leaves to the firmware, the stack below it, and the plan's image.
#define MACHINE_ADDRESS(name, symbol) \
  extern uint8_t symbol[]; \
  static inline uint8_t *_Nonnull name(void) { return symbol; }
MACHINE_ADDRESS(machine_arena_start, arena_start)
MACHINE_ADDRESS(machine_arena_end, arena_end)
MACHINE_ADDRESS(machine_stack_bottom, stack_bottom)
MACHINE_ADDRESS(machine_stack_top, stack_top)
MACHINE_ADDRESS(machine_plan_start, plan_start)

/// What the stack is filled with at reset, so that its deepest use can be seen afterwards.
#define MACHINE_STACK_PAINT 0xA5A5A5A5u

/// The debugger's call (Arm, "Semihosting for AArch32 and AArch64"). Only the emulated hardware
/// uses it; on a real chip without a debugger it would fault.
static inline intptr_t machine_semihosting(uintptr_t operation, const void *_Nonnull argument) {
  register uintptr_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return (intptr_t)r0;
}
