/// What a compiler makes no vector instruction of, for processors whose vectors hold four numbers of
/// 32 bits: the M-profile vector extension (Helium) of a Cortex-M55. Elsewhere the same in plain C,
/// for the tests.
#pragma once
#include <stdint.h>

/// SIMD4<Int32> and SIMD8<Int16> in Swift.
typedef int32_t helium_lanes __attribute__((ext_vector_type(4)));
typedef int16_t helium_counts __attribute__((ext_vector_type(8)));

#if defined(__ARM_FEATURE_MVE) && (__ARM_FEATURE_MVE & 1)
#include <arm_mve.h>
#define HELIUM_IS_THERE 1
#else
#define HELIUM_IS_THERE 0
#endif

/// Swift may call it where nothing must lock.
#define HELIUM_INLINE static inline __attribute__((always_inline, swift_attr("@_noLocks")))

/// The upper 32 bits of each product, rounded down.
HELIUM_INLINE helium_lanes helium_multiply_high(
    helium_lanes first, helium_lanes second) {
#if HELIUM_IS_THERE
  return (helium_lanes)vmulhq_s32((int32x4_t)first, (int32x4_t)second);
#else
  helium_lanes high;
  for (int lane = 0; lane < 4; lane++) high[lane] = (int32_t)((int64_t)first[lane] * second[lane] >> 32);
  return high;
#endif
}

HELIUM_INLINE helium_counts helium_minimum(helium_counts first, helium_counts second) {
#if HELIUM_IS_THERE
  return (helium_counts)vminq_s16((int16x8_t)first, (int16x8_t)second);
#else
  return first < second ? first : second;
#endif
}

HELIUM_INLINE helium_counts helium_maximum(helium_counts first, helium_counts second) {
#if HELIUM_IS_THERE
  return (helium_counts)vmaxq_s16((int16x8_t)first, (int16x8_t)second);
#else
  return first > second ? first : second;
#endif
}
