#include "CThroughput.h"

#include <stddef.h>
#include <string.h>

enum {
    fraction_bits = 8,
    // Channels that go through a whole hop together.
    lanes = 32,
};

static inline int32_t section(const reference_section *section, int32_t x, int32_t x1, int32_t x2,
                              int32_t y1, int32_t y2) {
    int64_t sum = (int64_t)1 << 29;
    sum += (int64_t)section->b0 * x;
    sum += (int64_t)section->b1 * x1;
    sum += (int64_t)section->b2 * x2;
    sum -= (int64_t)section->a1 * y1;
    sum -= (int64_t)section->a2 * y2;
    return (int32_t)((uint64_t)sum >> 30);
}

static inline __attribute__((always_inline)) int step(
    reference_state *restrict state, const reference_section sections[2],
    const int16_t *restrict counts, uint32_t threshold, int hop_frames, int window_hops) {
    const reference_section first = sections[0], second = sections[1];
    uint32_t *restrict leaving = state->hops[state->hop];
    int votes = 0;
    for (int start = 0; start < reference_channels; start += lanes) {
        // Copies, so that they can stay in registers.
        int32_t x1[lanes], x2[lanes], y1[lanes], y2[lanes], z1[lanes], z2[lanes];
        uint32_t length[lanes] = {0};
        memcpy(x1, state->input1 + start, sizeof x1);
        memcpy(x2, state->input2 + start, sizeof x2);
        memcpy(y1, state->middle1 + start, sizeof y1);
        memcpy(y2, state->middle2 + start, sizeof y2);
        memcpy(z1, state->output1 + start, sizeof z1);
        memcpy(z2, state->output2 + start, sizeof z2);
        for (int frame = 0; frame < hop_frames; frame++) {
            const int16_t *row = counts + (size_t)frame * reference_channels + start;
            for (int lane = 0; lane < lanes; lane++) {
                int32_t x = (int32_t)row[lane] << fraction_bits;
                int32_t y = section(&first, x, x1[lane], x2[lane], y1[lane], y2[lane]);
                int32_t z = section(&second, y, y1[lane], y2[lane], z1[lane], z2[lane]);
                int32_t difference = z - z1[lane];
                length[lane] += (uint32_t)(difference < 0 ? -difference : difference);
                x2[lane] = x1[lane], x1[lane] = x;
                y2[lane] = y1[lane], y1[lane] = y;
                z2[lane] = z1[lane], z1[lane] = z;
            }
        }
        memcpy(state->input1 + start, x1, sizeof x1);
        memcpy(state->input2 + start, x2, sizeof x2);
        memcpy(state->middle1 + start, y1, sizeof y1);
        memcpy(state->middle2 + start, y2, sizeof y2);
        memcpy(state->output1 + start, z1, sizeof z1);
        memcpy(state->output2 + start, z2, sizeof z2);
        for (int lane = 0; lane < lanes; lane++) {
            uint32_t hop = length[lane] >> fraction_bits;
            state->windows[start + lane] += hop - leaving[start + lane];
            leaving[start + lane] = hop;
            votes += state->windows[start + lane] > threshold;
        }
    }
    state->hop = (state->hop + 1) % window_hops;
    return votes;
}

int reference_step(reference_state *state, const reference_section sections[2],
                   const int16_t *counts, uint32_t threshold) {
    return step(state, sections, counts, threshold, reference_hop_frames, reference_window_hops);
}

int reference_peers_step(reference_state *state, const reference_section sections[2],
                         const int16_t *counts, uint32_t threshold) {
    return step(state, sections, counts, threshold, peers_hop_frames, peers_window_hops);
}
