// What the compiler calls but a bare machine lacks: moving memory, and dividing 64 bits.
// Names and contracts are those of the Arm run-time ABI (Arm IHI 0043).
#include "CMachine.h"
#include "division.h"

void *memcpy(void *to, const void *from, size_t count) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if ((((uintptr_t)t | (uintptr_t)f) & 3) == 0) {
    // Four words an instruction, as no compiler makes of it.
    for (; count >= 32; count -= 32)
      __asm__ volatile(
          "ldmia %1!, {r3, r4, r5, r6}\n stmia %0!, {r3, r4, r5, r6}\n"
          "ldmia %1!, {r3, r4, r5, r6}\n stmia %0!, {r3, r4, r5, r6}\n"
          : "+r"(t), "+r"(f) : : "r3", "r4", "r5", "r6", "memory");
    for (; count >= 4; count -= 4, t += 4, f += 4) *(uint32_t *)t = *(const uint32_t *)f;
  }
  while (count--) *t++ = *f++;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if (t <= f || t >= f + count) return memcpy(to, from, count);
  while (count--) t[count] = f[count];
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *t = to;
  uint32_t word = (uint8_t)value * 0x01010101u;
  for (; count && ((uintptr_t)t & 3); count--) *t++ = (uint8_t)value;
  register uint32_t a __asm__("r3") = word, b __asm__("r4") = word, c __asm__("r5") = word, d __asm__("r6") = word;
  for (; count >= 32; count -= 32)
    __asm__ volatile(
        "stmia %0!, {r3, r4, r5, r6}\n stmia %0!, {r3, r4, r5, r6}\n"
        : "+r"(t) : "r"(a), "r"(b), "r"(c), "r"(d) : "memory");
  for (; count >= 4; count -= 4, t += 4) *(uint32_t *)t = word;
  while (count--) *t++ = (uint8_t)value;
  return to;
}

void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }

__attribute__((used)) static void divide_to(uint64_t dividend, uint64_t divisor, divided *result) {
  *result = divide(dividend, divisor);
}

__attribute__((used)) static void divide_signed_to(int64_t dividend, int64_t divisor, divided *result) {
  *result = divide_signed(dividend, divisor);
}

// r0:r1 = quotient, r2:r3 = remainder.
__attribute__((naked)) void __aeabi_uldivmod(void) {
  __asm__ volatile(
      "push {r4, lr}\n sub sp, #24\n add r4, sp, #8\n str r4, [sp]\n bl divide_to\n"
      "ldrd r0, r1, [sp, #8]\n ldrd r2, r3, [sp, #16]\n add sp, #24\n pop {r4, pc}\n");
}

__attribute__((naked)) void __aeabi_ldivmod(void) {
  __asm__ volatile(
      "push {r4, lr}\n sub sp, #24\n add r4, sp, #8\n str r4, [sp]\n bl divide_signed_to\n"
      "ldrd r0, r1, [sp, #8]\n ldrd r2, r3, [sp, #16]\n add sp, #24\n pop {r4, pc}\n");
}
