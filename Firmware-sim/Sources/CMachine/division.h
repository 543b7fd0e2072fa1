// Division of 64 bits by a processor that divides 32: schoolbook division with digits of 16 bits, each
// guessed from the divisor's upper digit and lowered at most twice (Knuth, The Art of Computer
// Programming, volume 2, 4.3.1). Constant time but for that.
#ifndef DIVISION_H
#define DIVISION_H

#include <stdint.h>

typedef struct {
  uint64_t quotient, remainder;
} divided;

// The next digit of a quotient, and what is left of the dividend: rest < divisor, whose highest bit is set.
static inline uint32_t next_digit(uint32_t *rest, uint32_t digit, uint32_t divisor) {
  uint32_t upper = divisor >> 16, lower = divisor & 0xFFFF;
  uint32_t guess = *rest / upper;
  uint32_t left = *rest - guess * upper;
  while (guess > 0xFFFF || guess * lower > (left << 16 | digit)) {
    guess--;
    left += upper;
    if (left > 0xFFFF) break;
  }
  *rest = (*rest << 16 | digit) - guess * divisor;
  return guess;
}

// high:low by a divisor above high.
static inline uint32_t divide_long(uint32_t high, uint32_t low, uint32_t divisor, uint32_t *remainder) {
  int shift = __builtin_clz(divisor);
  uint32_t rest = shift == 0 ? high : high << shift | low >> (32 - shift);
  divisor <<= shift;
  low <<= shift;
  uint32_t upper = next_digit(&rest, low >> 16, divisor);
  uint32_t lower = next_digit(&rest, low & 0xFFFF, divisor);
  *remainder = rest >> shift;
  return upper << 16 | lower;
}

// A divisor of 0 gives all ones, and the dividend as remainder.
static inline divided divide(uint64_t dividend, uint64_t divisor) {
  uint32_t high = (uint32_t)(dividend >> 32), low = (uint32_t)dividend;
  if (divisor == 0) return (divided){~0ull, dividend};
  if (dividend < divisor) return (divided){0, dividend};
  if (divisor >> 32 == 0) {
    uint32_t by = (uint32_t)divisor, remainder;
    if (high == 0) return (divided){low / by, low % by};
    uint32_t upper = high / by;
    uint32_t lower = divide_long(high - upper * by, low, by, &remainder);
    return (divided){(uint64_t)upper << 32 | lower, remainder};
  }
  // By the divisor's upper 32 bits: half the dividend's, so that the quotient fits, and at most one too many.
  int shift = __builtin_clzll(divisor);
  uint32_t ignored;
  uint32_t guess = divide_long(
      (uint32_t)(dividend >> 33), (uint32_t)(dividend >> 1), (uint32_t)(divisor << shift >> 32), &ignored);
  uint64_t quotient = (uint64_t)guess << shift >> 31;
  if (quotient != 0) quotient--;
  uint64_t remainder = dividend - quotient * divisor;
  if (remainder >= divisor) {
    quotient++;
    remainder -= divisor;
  }
  return (divided){quotient, remainder};
}

static inline divided divide_signed(int64_t dividend, int64_t divisor) {
  uint64_t a = dividend < 0 ? 0 - (uint64_t)dividend : (uint64_t)dividend;
  uint64_t b = divisor < 0 ? 0 - (uint64_t)divisor : (uint64_t)divisor;
  divided result = divide(a, b);
  if ((dividend < 0) != (divisor < 0)) result.quotient = 0 - result.quotient;
  if (dividend < 0) result.remainder = 0 - result.remainder;
  return result;
}

#endif
