// The first instructions after reset, and the vector table.
#include "CMachine.h"

extern uint32_t data_start[], data_end[], bss_start[], bss_end[];
extern const uint32_t data_load[];
int main(int, char **);

// Firmware.
void firmware_sample_interrupt(void);
void firmware_supervisor_interrupt(void);
void firmware_fault(void);
// The hardware that QEMU does not have.
void emulated_hardware_reset(void);
void emulated_hardware_hog(void);

__attribute__((noreturn, used)) static void start(void) {
  for (uint32_t *to = data_start; to < data_end; to++) *to = data_load[to - data_start];
  for (uint32_t *to = bss_start; to < bss_end; to++) *to = 0;
  main(0, NULL);
  for (;;) machine_wait_for_interrupt();
}

// Paints the whole stack, before anything stands on it, then runs the emulated hardware's power-up
// on a stack of its own; no interrupt before the firmware's own stack is back.
__attribute__((naked, noreturn)) void reset(void) {
  __asm__ volatile(
      "cpsid i\n"
#ifdef __ARM_FEATURE_MVE
      // Vector instructions fault until the coprocessors' access register lets them through.
      "ldr r0, =0xE000ED88\n"
      "ldr r1, [r0]\n"
      "orr r1, r1, #0xF00000\n"
      "str r1, [r0]\n"
      "dsb\n"
      "isb\n"
#endif
      "ldr r0, =stack_bottom\n"
      "ldr r1, =stack_top\n"
      "ldr r2, =0xA5A5A5A5\n"
      "1: str r2, [r0], #4\n"
      "cmp r0, r1\n"
      "blo 1b\n"
      "ldr r0, =emulator_stack_top\n"
      "mov sp, r0\n"
      "bl emulated_hardware_reset\n"
      "ldr r1, =stack_top\n"
      "mov sp, r1\n"
      "cpsie i\n"
      "b start\n");
}

// A sample clock edge of the emulated hardware: its work stands on a stack of its own too, so that
// the firmware's figures hold the firmware only.
__attribute__((naked)) static void edge(void) {
  __asm__ volatile(
      "mov r0, sp\n"
      "ldr r1, =emulator_stack_top\n"
      "mov sp, r1\n"
      "push {r0, lr}\n"
      "bl emulated_hardware_edge\n"
      "pop {r0, lr}\n"
      "mov sp, r0\n"
      "bx lr\n");
}

// A bus error, an undefined instruction (what a failed Swift precondition runs into), or an
// interrupt that nobody enabled. The stack may be what broke, so it is taken from the top.
__attribute__((naked)) static void fault(void) {
  __asm__ volatile(
      "ldr r0, =stack_top\n"
      "mov sp, r0\n"
      "b firmware_fault\n");
}

typedef void (*vector)(void);
__attribute__((section(".vectors"), used)) static const vector vectors[16 + 32] = {
    [0] = (vector)stack_top, [1] = reset, [2 ... 14] = fault,
    [15] = firmware_supervisor_interrupt,  // SysTick
    [16 ... 16 + SAMPLE_CLOCK - 1] = fault, [16 + SAMPLE_CLOCK + 1 ... 45] = fault,
    [16 + SAMPLE_CLOCK] = edge,
    [16 + 30] = firmware_sample_interrupt,
    [16 + 31] = emulated_hardware_hog,
};
