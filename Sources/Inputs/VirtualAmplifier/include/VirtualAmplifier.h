// The virtual amplifier's shared memory: what a program writes to be the signal, and what a playback
// device on the same memory writes to be heard by a capture device, as through a cable.
#ifndef VIRTUAL_AMPLIFIER_H
#define VIRTUAL_AMPLIFIER_H

#include <stdint.h>

#define QUENCH_MEMORY_MAGIC 0x314d4853434e5551ull // "QUNCSHM1", little-endian

// The memory begins with this; slots of 8 + 4 * channels bytes, rounded up to 8, follow at offset 64.
typedef struct {
    uint64_t magic;
    uint32_t channels;
    uint32_t rate;
    // Frames that the memory holds; frame n lies in slot n % capacity.
    uint64_t capacity;
    // CLOCK_MONOTONIC at frame 0, in nanoseconds; 0 before the first stream starts.
    int64_t start_nanoseconds;
} quench_memory_t;

// A slot: the tag is the frame's index plus 1 and is written last. A slot with another tag is silence.
typedef struct {
    uint64_t tag;
    // Full scale is 32 bits, whatever the device's format.
    int32_t samples[];
} quench_slot_t;

#endif
