#ifndef CLANES_H
#define CLANES_H

// Four numbers side by side, which Swift has as SIMD4<Double>. Its own operators work lane by lane and
// leave it to the optimiser to find the vector again; these are the vector. Each rounds once, as IEEE
// 754 says, and none is fused.

#pragma STDC FP_CONTRACT OFF

typedef double lanes_four __attribute__((ext_vector_type(4)));

#define LANES static inline __attribute__((always_inline))

LANES lanes_four lanes_add(lanes_four a, lanes_four b) { return a + b; }
LANES lanes_four lanes_subtract(lanes_four a, lanes_four b) { return a - b; }
LANES lanes_four lanes_multiply(lanes_four a, lanes_four b) { return a * b; }
LANES lanes_four lanes_divide(lanes_four a, lanes_four b) { return a / b; }
LANES lanes_four lanes_magnitude(lanes_four a) { return __builtin_elementwise_abs(a); }
LANES lanes_four lanes_square_root(lanes_four a) { return __builtin_elementwise_sqrt(a); }

#undef LANES

#endif
