// One virtual amplifier: its clock, its faults and its signal. Streams come and go; it stays for the
// life of the process, as a device on a cable would.
#ifndef AMPLIFIER_H
#define AMPLIFIER_H

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "VirtualAmplifier.h"

typedef enum {
    FAULT_OVERRUN,    // argument: frames lost at least
    FAULT_DISCONNECT, // argument: seconds absent; second: the rate afterwards, 0 for the same
    FAULT_KILL,       // argument: seconds absent, which a stream tells as an overrun
    FAULT_BREAK,      // argument: seconds in which every stream breaks as soon as it is started
    FAULT_STALL,      // argument: seconds without a frame, delivered late
    FAULT_FREEZE,     // no frame ever again
    FAULT_JUMP,       // argument: frames that vanish without a word
    FAULT_ZEROS,      // argument: frames of silence
    FAULT_DRIFT,      // argument: parts per million from here on
} fault_kind_t;

typedef struct {
    int64_t frame;
    fault_kind_t kind;
    double argument;
    double second;
} fault_t;

typedef enum {
    SIGNAL_COUNTER,
    SIGNAL_FILE,
    SIGNAL_FIFO,
    SIGNAL_MEMORY,
    SIGNAL_SINE,
} signal_kind_t;

typedef struct {
    signal_kind_t kind;
    int descriptor;
    bool repeats;
    size_t frame_bytes;
    int64_t file_frames;
    // A FIFO's frames not yet taken: `held` of them from index `first` on.
    uint8_t *buffer;
    int64_t first, held, capacity;
    size_t partial_bytes;
    quench_memory_t *memory;
    // Of a sine: radians a frame, and the amplitude as 32 bits.
    double radians, level;
} signal_t;

typedef struct {
    double gain, offset; // of 32 bits
    double before, passed;
} input_channel_t;

// What stands between the signal and the converter.
typedef struct {
    bool is_exact; // nothing does
    input_channel_t *channels;
    double noise;
    uint64_t seed;
    double pole; // of the high-pass; 1 for none
    int64_t next;
    bool is_first;
} input_t;

// A trigger line: a train of pulses in place of a channel's own signal, in frames that need not be
// whole, so that it can be of another clock.
typedef struct {
    int channel; // -1 for none
    double period, offset, width;
} pulses_t;

// From what is played on the same memory to what is captured, in frames.
typedef struct {
    int64_t delay;
    int edge_channel; // a line that is up while `edge_source` was, `edge_delay` before; -1 for none
    int edge_source;
    int64_t edge_delay;
} cable_t;

typedef struct amplifier {
    struct amplifier *next;
    char *name;
    unsigned channels, rate;
    snd_pcm_format_t format; // SND_PCM_FORMAT_UNKNOWN: any
    double speed;
    char *ledger;
    // Simulated CLOCK_MONOTONIC that a program writes; NULL for the clock itself.
    const int64_t *time;
    // The clock: `anchor_frame` frames were complete at `anchor_nanoseconds`; 0 before the start.
    int64_t anchor_nanoseconds;
    int64_t anchor_frame;
    double frames_per_nanosecond;
    fault_t *faults;
    size_t fault_count, fault_next;
    bool overrun_is_due, is_frozen;
    int64_t stalled_until, stalled_frame;
    int64_t absent_until;
    bool is_killed; // absent, as a sound server that was killed is
    int64_t breaking_until;
    int64_t resumes_at; // no frame before this one is delivered
    int64_t vanished;
    // The frame a reader would have had next when its stream broke, and why; -1 for none.
    int64_t broken_at;
    const char *broken_because;
    signal_t signal;
    pulses_t pulses;
    input_t input;
    input_t coupling; // of what is played, on its way to the cable
    cable_t cable;
    int64_t hold; // frames that a capture device keeps back from its buffer
    int sink; // a file for what is played; -1 for none
    int64_t handed_over; // frames for it so far
} amplifier_t;

// clock.c
int64_t amplifier_now(const amplifier_t *amplifier);
void amplifier_begin(amplifier_t *amplifier, int64_t now);
// Frames complete by `now`; applies the faults that fall due.
int64_t amplifier_frames(amplifier_t *amplifier, int64_t now);
// When `frames` are complete.
int64_t amplifier_time(const amplifier_t *amplifier, int64_t frames);
// When the next fault falls due; INT64_MAX for never.
int64_t amplifier_next_fault(const amplifier_t *amplifier);
bool amplifier_is_absent(const amplifier_t *amplifier, int64_t now);
// Delivered frames are the clock's, less those that vanished: the one's index from the other's.
int64_t amplifier_sample_index(const amplifier_t *amplifier, int64_t delivered, int64_t *until);
bool amplifier_is_silent(const amplifier_t *amplifier, int64_t index);

// faults.c: 0, or a negative error.
int faults_read(const char *path, fault_t **faults, size_t *count);
void ledger_write(const amplifier_t *amplifier, const char *what, int64_t from, int64_t to);

// signal.c: 0, or a negative error.
int signal_open(signal_t *signal, const char *path, const char *memory, unsigned channels,
                unsigned rate, snd_pcm_format_t format);
// Frames of the signal that are there, at most `wanted`.
int64_t signal_frames(signal_t *signal, int64_t wanted);
// Copies `count` frames from index `first` on.
void signal_copy(amplifier_t *amplifier, void *target, int64_t first, int64_t count,
                 snd_pcm_format_t format);
// Plays `count` frames from index `first` on.
void signal_play(amplifier_t *amplifier, const void *source, int64_t first, int64_t count,
                 snd_pcm_format_t format);

// input.c: gains and offsets as lists, or NULL; noise and offsets in shares of full scale.
int input_open(input_t *input, const char *gains, const char *offsets, double noise,
               uint64_t seed, double high_pass, unsigned channels, unsigned rate);
// Once before the channels of a frame.
void input_begin(input_t *input, int64_t index);
// The converter's sample, as 32 bits, of a value in units of 32 bits.
int32_t input_convert(input_t *input, double value, int64_t index, unsigned channel,
                      snd_pcm_format_t format);

// The slot of a frame, whatever its tag.
quench_slot_t *memory_slot(quench_memory_t *memory, int64_t index);

// cable.c: a frame as the cable brings it, and the line that watches the output.
void cable_copy(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format, size_t sample_bytes);
void cable_edge(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format);

// samples.c
bool sample_is_known(snd_pcm_format_t format);
int32_t sample_get(const uint8_t *source, snd_pcm_format_t format);
void sample_put(uint8_t *target, snd_pcm_format_t format, int32_t value);

#endif
