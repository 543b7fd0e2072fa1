// What the measurements need in C: a plain kernel to compare the loop with, and the processor.
#ifndef CTHROUGHPUT_H
#define CTHROUGHPUT_H

#include <stddef.h>
#include <stdint.h>

enum {
    // Known when compiling, as in firmware.
    reference_channels = 128,
    reference_hop_frames = 40,
    reference_window_hops = 100,
    // Those of the programs that Quench is compared with; see peers.yaml.
    peers_hop_frames = 16,
    peers_window_hops = 32,
};

// Q2.30: y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2].
typedef struct {
    int32_t b0, b1, b2, a1, a2;
} reference_section;

typedef struct {
    int32_t input1[reference_channels], input2[reference_channels];
    int32_t middle1[reference_channels], middle2[reference_channels];
    int32_t output1[reference_channels], output2[reference_channels];
    uint32_t hops[reference_window_hops][reference_channels];
    uint32_t windows[reference_channels];
    int hop;
} reference_state;

// One hop: 16-bit counts [frame][channel] through two biquads in direct form I with products of 64
// bits, line length over a sliding window. Returns how many channels are above the threshold.
int reference_step(reference_state *state, const reference_section sections[2],
                   const int16_t *counts, uint32_t threshold);

// The same with hops of peers_hop_frames and windows of peers_window_hops.
int reference_peers_step(reference_state *state, const reference_section sections[2],
                         const int16_t *counts, uint32_t threshold);

// Confines this thread, and those it will start, to one of the processors it may run on, the last.
// Returns its number, or -1.
int pin_to_one_processor(void);

// Reads and writes 32 MiB of other memory, and runs through 1 MiB of other instructions where the
// processor is known, so that little of the program's own is left in the caches near the core.
void use_the_caches(void);

// Reads a byte of each cache line.
void touch_lines(const void *memory, size_t bytes);

#endif
