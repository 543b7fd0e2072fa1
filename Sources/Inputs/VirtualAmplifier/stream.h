// One stream of a virtual amplifier, opened by a program.
#ifndef STREAM_H
#define STREAM_H

#include "amplifier.h"

#include <pthread.h>

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

// Held by whoever uses a stream or its amplifier.
extern pthread_mutex_t stream_mutex;

bool stream_is_capture(const stream_t *stream);

// Whether the program reads the buffer itself. Nobody says then what it has taken, but its pointer.
bool stream_is_mapped_capture(const stream_t *stream);

// Sets the timer to when the program wants to wake up, or the next fault is due; to now for one that
// has yet to learn of a fault.
void stream_arm(stream_t *stream, int64_t now);

// Moves frames between the program's areas and the amplifier; how many it moved.
snd_pcm_sframes_t stream_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                  snd_pcm_uframes_t offset, snd_pcm_uframes_t size);

#endif
