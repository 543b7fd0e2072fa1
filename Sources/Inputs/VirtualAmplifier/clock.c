// The amplifier's clock runs from its first start and never stops, whatever streams do. Faults are
// set to frames of it and fall due as it passes them.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

#include <math.h>
#include <time.h>

int64_t amplifier_now(const amplifier_t *amplifier) {
    if (amplifier->time) return __atomic_load_n(amplifier->time, __ATOMIC_ACQUIRE);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void set_rate(amplifier_t *amplifier, int64_t frame, double parts_per_million) {
    int64_t when = amplifier_time(amplifier, frame);
    amplifier->anchor_frame = frame;
    amplifier->anchor_nanoseconds = when;
    amplifier->frames_per_nanosecond =
        amplifier->rate * amplifier->speed * (1 + parts_per_million * 1e-6) * 1e-9;
}

void amplifier_begin(amplifier_t *amplifier, int64_t now) {
    if (amplifier->anchor_nanoseconds) return;
    amplifier->anchor_nanoseconds = now;
    quench_memory_t *memory = amplifier->signal.memory;
    if (!memory) return;
    // Whoever starts first sets the time for all.
    int64_t nobody = 0;
    if (!__atomic_compare_exchange_n(&memory->start_nanoseconds, &nobody, now, false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        amplifier->anchor_nanoseconds = nobody;
}

int64_t amplifier_time(const amplifier_t *amplifier, int64_t frames) {
    double nanoseconds = (double)(frames - amplifier->anchor_frame) / amplifier->frames_per_nanosecond;
    return amplifier->anchor_nanoseconds + (int64_t)ceil(nanoseconds);
}

static int64_t raw_frames(const amplifier_t *amplifier, int64_t now) {
    double frames = (double)(now - amplifier->anchor_nanoseconds) * amplifier->frames_per_nanosecond;
    int64_t count = amplifier->anchor_frame + (int64_t)floor(frames);
    // What `amplifier_time` rounded up is reached at its very nanosecond.
    return amplifier_time(amplifier, count + 1) <= now ? count + 1 : count;
}

static void apply(amplifier_t *amplifier, const fault_t *fault) {
    int64_t when = amplifier_time(amplifier, fault->frame);
    int64_t duration = (int64_t)(fault->argument * 1e9);
    switch (fault->kind) {
    case FAULT_OVERRUN:
        amplifier->overrun_is_due = true;
        amplifier->resumes_at = fault->frame + (int64_t)fault->argument;
        break;
    case FAULT_DISCONNECT:
    case FAULT_KILL:
        amplifier->absent_until = when + duration;
        amplifier->is_killed = fault->kind == FAULT_KILL;
        if (fault->second > 0) {
            amplifier->rate = (unsigned)fault->second;
            set_rate(amplifier, fault->frame, 0);
        }
        break;
    case FAULT_BREAK:
        amplifier->breaking_until = when + duration;
        break;
    case FAULT_STALL:
        amplifier->stalled_until = when + duration;
        amplifier->stalled_frame = fault->frame;
        break;
    case FAULT_FREEZE:
        amplifier->is_frozen = true;
        amplifier->stalled_until = INT64_MAX;
        amplifier->stalled_frame = fault->frame;
        break;
    case FAULT_JUMP:
        amplifier->vanished += (int64_t)fault->argument;
        break;
    case FAULT_DRIFT:
        set_rate(amplifier, fault->frame, fault->argument);
        break;
    case FAULT_ZEROS:
        break;
    }
}

int64_t amplifier_frames(amplifier_t *amplifier, int64_t now) {
    while (amplifier->fault_next < amplifier->fault_count) {
        const fault_t *fault = &amplifier->faults[amplifier->fault_next];
        // A fault that loses frames falls due when the last of them is past.
        int64_t last = fault->frame + (fault->kind == FAULT_JUMP ? (int64_t)fault->argument : 0);
        if (last > raw_frames(amplifier, now)) break;
        apply(amplifier, fault);
        amplifier->fault_next++;
    }
    int64_t frames = raw_frames(amplifier, now);
    if (now < amplifier->stalled_until && frames > amplifier->stalled_frame)
        frames = amplifier->stalled_frame;
    // Frames about to vanish are not handed out one by one.
    if (amplifier->fault_next < amplifier->fault_count) {
        const fault_t *fault = &amplifier->faults[amplifier->fault_next];
        if (fault->kind == FAULT_JUMP && frames > fault->frame) frames = fault->frame;
    }
    return frames;
}

int64_t amplifier_next_fault(const amplifier_t *amplifier) {
    if (amplifier->fault_next >= amplifier->fault_count) return INT64_MAX;
    const fault_t *fault = &amplifier->faults[amplifier->fault_next];
    int64_t last = fault->frame + (fault->kind == FAULT_JUMP ? (int64_t)fault->argument : 0);
    return amplifier_time(amplifier, last);
}

bool amplifier_is_absent(const amplifier_t *amplifier, int64_t now) {
    return now < amplifier->absent_until;
}

int64_t amplifier_sample_index(const amplifier_t *amplifier, int64_t delivered, int64_t *until) {
    int64_t vanished = 0;
    *until = INT64_MAX;
    for (size_t index = 0; index < amplifier->fault_next; index++) {
        const fault_t *fault = &amplifier->faults[index];
        if (fault->kind != FAULT_JUMP) continue;
        if (delivered < fault->frame - vanished) {
            *until = fault->frame - vanished;
            break;
        }
        vanished += (int64_t)fault->argument;
    }
    return delivered + vanished;
}

bool amplifier_is_silent(const amplifier_t *amplifier, int64_t index) {
    for (size_t number = 0; number < amplifier->fault_count; number++) {
        const fault_t *fault = &amplifier->faults[number];
        if (fault->frame > index) return false;
        if (fault->kind == FAULT_ZEROS && index < fault->frame + (int64_t)fault->argument) return true;
    }
    return false;
}
#endif
