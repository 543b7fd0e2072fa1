// One stream of a virtual amplifier, opened by a program.
#ifndef STREAM_H
#define STREAM_H

#include "amplifier.h"

typedef struct {
    snd_pcm_ioplug_t io;
    amplifier_t *amplifier;
    snd_pcm_uframes_t wanted; // frames from which the program wakes up
    bool is_running;
    bool is_broken; // overrun, underrun or gone; the program does not know yet
    int64_t start;    // delivered index of the first frame since the start
    int64_t moved;    // frames since then that the program has taken, or handed over
    int64_t position; // frames since then that the device has delivered, or played
    int64_t held;     // frames acquired since then that the device keeps back
    int64_t filled;   // frames since then that a mapped buffer has had
    uint8_t *staged;  // frames handed over before the start, or on their way
} stream_t;

extern const snd_pcm_ioplug_callback_t stream_callbacks;

#endif
