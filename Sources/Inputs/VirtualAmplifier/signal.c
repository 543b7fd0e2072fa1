// Where the samples come from and where they go: a file, a FIFO, shared memory, or a counter.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t slot_bytes(unsigned channels) { return (8 + 4 * (size_t)channels + 7) / 8 * 8; }

static int open_memory(signal_t *signal, const char *name, unsigned channels, unsigned rate) {
    uint64_t capacity = 1024;
    while (capacity < 4 * (uint64_t)rate) capacity *= 2;
    size_t bytes = 64 + capacity * slot_bytes(channels);
    int descriptor = shm_open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return -errno;
    struct stat status;
    if (fstat(descriptor, &status) != 0 ||
        (status.st_size == 0 && ftruncate(descriptor, (off_t)bytes) != 0) ||
        (status.st_size != 0 && status.st_size != (off_t)bytes)) {
        SNDERR("%s: is shared memory of another size; remove it from /dev/shm", name);
        close(descriptor);
        return -EINVAL;
    }
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    close(descriptor);
    if (memory == MAP_FAILED) return -errno;
    signal->memory = memory;
    signal->kind = SIGNAL_MEMORY;
    // Two that come first together write the same.
    signal->memory->channels = channels;
    signal->memory->rate = rate;
    signal->memory->capacity = capacity;
    signal->memory->magic = QUENCH_MEMORY_MAGIC;
    return 0;
}

int signal_open(signal_t *signal, const char *path, const char *memory, unsigned channels,
                unsigned rate, snd_pcm_format_t format) {
    signal->kind = SIGNAL_COUNTER;
    signal->descriptor = -1;
    if (memory) return open_memory(signal, memory, channels, rate);
    if (!path) return 0;
    signal->descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    // No error of the system's: it would tell of the device, not of its file.
    if (signal->descriptor < 0 || fstat(signal->descriptor, &status) != 0 ||
        !(S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode))) {
        SNDERR("%s: is no file and no FIFO that can be read", path);
        return -EINVAL;
    }
    signal->frame_bytes = (size_t)snd_pcm_format_physical_width(format) / 8 * channels;
    if (S_ISFIFO(status.st_mode)) {
        signal->kind = SIGNAL_FIFO;
        signal->capacity = 1 << 16;
        signal->buffer = malloc((size_t)signal->capacity * signal->frame_bytes);
        return signal->buffer ? 0 : -ENOMEM;
    }
    signal->kind = SIGNAL_FILE;
    signal->file_frames = status.st_size / (off_t)signal->frame_bytes;
    if (signal->file_frames > 0) return 0;
    SNDERR("%s: holds no whole frame of %u channels", path, channels);
    return -EINVAL;
}

// Takes from the FIFO what is due. The end of the file only means that nobody writes at present.
static void fill(signal_t *signal, int64_t wanted) {
    while (signal->first + signal->held < wanted) {
        if (signal->held == signal->capacity) {
            // Nobody asks for the oldest any more.
            int64_t surplus = signal->capacity / 2;
            signal->held -= surplus;
            signal->first += surplus;
            memmove(signal->buffer, signal->buffer + (size_t)surplus * signal->frame_bytes,
                    (size_t)signal->held * signal->frame_bytes);
        }
        int64_t missing = wanted - signal->first - signal->held;
        int64_t room = signal->capacity - signal->held;
        if (missing > room) missing = room;
        uint8_t *place =
            signal->buffer + (size_t)signal->held * signal->frame_bytes + signal->partial_bytes;
        ssize_t count = read(signal->descriptor, place,
                             (size_t)missing * signal->frame_bytes - signal->partial_bytes);
        if (count <= 0) return;
        size_t bytes = signal->partial_bytes + (size_t)count;
        signal->held += (int64_t)(bytes / signal->frame_bytes);
        signal->partial_bytes = bytes % signal->frame_bytes;
    }
}

int64_t signal_frames(signal_t *signal, int64_t wanted) {
    if (signal->kind == SIGNAL_FIFO) {
        fill(signal, wanted);
        int64_t there = signal->first + signal->held;
        return there < wanted ? there : wanted;
    }
    if (signal->kind == SIGNAL_FILE && !signal->repeats && wanted > signal->file_frames)
        return signal->file_frames;
    return wanted;
}

quench_slot_t *memory_slot(quench_memory_t *memory, int64_t index) {
    size_t number = (size_t)((uint64_t)index % memory->capacity);
    return (quench_slot_t *)((uint8_t *)memory + 64 + number * slot_bytes(memory->channels));
}

static void copy_frame(amplifier_t *amplifier, uint8_t *target, int64_t index,
                       snd_pcm_format_t format, size_t frame_bytes) {
    signal_t *signal = &amplifier->signal;
    size_t sample_bytes = frame_bytes / amplifier->channels;
    memset(target, 0, frame_bytes);
    if (amplifier_is_silent(amplifier, index)) return;
    switch (signal->kind) {
    case SIGNAL_SINE:
        return;
    case SIGNAL_COUNTER:
        // 1 to 32749, a prime, and another phase for each channel: a frame lost is a step too many.
        for (unsigned channel = 0; channel < amplifier->channels; channel++) {
            int64_t value = (index + 101 * (int64_t)channel) % 32749 + 1;
            sample_put(target + channel * sample_bytes, format, (int32_t)(value << 16));
        }
        return;
    case SIGNAL_FILE: {
        int64_t place = index % signal->file_frames;
        if (pread(signal->descriptor, target, frame_bytes, (off_t)place * (off_t)frame_bytes) < 0)
            return;
        return;
    }
    case SIGNAL_FIFO:
        if (index >= signal->first && index < signal->first + signal->held)
            memcpy(target, signal->buffer + (size_t)(index - signal->first) * frame_bytes,
                   frame_bytes);
        return;
    case SIGNAL_MEMORY:
        cable_copy(amplifier, target, index, format, sample_bytes);
        return;
    }
}

// The same through what the input does to it, from samples as exact as there are.
static void copy_through_input(amplifier_t *amplifier, uint8_t *target, int64_t index,
                               snd_pcm_format_t format, size_t frame_bytes) {
    const signal_t *signal = &amplifier->signal;
    uint8_t exact[4 * 256];
    bool is_own = signal->kind == SIGNAL_FILE || signal->kind == SIGNAL_FIFO;
    snd_pcm_format_t source_format = is_own ? format : SND_PCM_FORMAT_S32_LE;
    uint8_t *source = is_own ? target : exact;
    size_t source_bytes = is_own ? frame_bytes / amplifier->channels : 4;
    copy_frame(amplifier, source, index, source_format, source_bytes * amplifier->channels);
    input_begin(&amplifier->input, index);
    for (unsigned channel = 0; channel < amplifier->channels; channel++) {
        double value = signal->kind == SIGNAL_SINE
                           ? signal->level * sin(signal->radians * (double)index)
                           : sample_get(source + channel * source_bytes, source_format);
        int32_t sample = input_convert(&amplifier->input, value, index, channel, format);
        sample_put(target + channel * (frame_bytes / amplifier->channels), format, sample);
    }
    // A cable without a device behind it.
    if (amplifier_is_silent(amplifier, index)) memset(target, 0, frame_bytes);
}

// Half of full scale from the first frame at a pulse's time on, else 0.
static void copy_pulses(const pulses_t *pulses, uint8_t *target, int64_t index,
                        snd_pcm_format_t format) {
    double number = floor(((double)index - pulses->offset) / pulses->period);
    double first = ceil(pulses->offset + number * pulses->period);
    bool is_high = number >= 0 && (double)index - first < pulses->width;
    sample_put(target, format, is_high ? 1 << 30 : 0);
}

void signal_copy(amplifier_t *amplifier, void *target, int64_t first, int64_t count,
                 snd_pcm_format_t format) {
    size_t frame_bytes = (size_t)snd_pcm_format_physical_width(format) / 8 * amplifier->channels;
    const pulses_t *pulses = &amplifier->pulses;
    bool is_exact = amplifier->input.is_exact && amplifier->signal.kind != SIGNAL_SINE;
    for (int64_t frame = 0; frame < count; frame++) {
        uint8_t *place = (uint8_t *)target + (size_t)frame * frame_bytes;
        (is_exact ? copy_frame : copy_through_input)(amplifier, place, first + frame, format,
                                                     frame_bytes);
        if (pulses->channel >= 0)
            copy_pulses(pulses,
                        place + (size_t)pulses->channel * (frame_bytes / amplifier->channels),
                        first + frame, format);
        if (amplifier->cable.edge_channel >= 0)
            cable_edge(amplifier,
                       place + (size_t)amplifier->cable.edge_channel *
                                   (frame_bytes / amplifier->channels),
                       first + frame, format);
    }
}

void signal_play(amplifier_t *amplifier, const void *source, int64_t first, int64_t count,
                 snd_pcm_format_t format) {
    size_t sample_bytes = (size_t)snd_pcm_format_physical_width(format) / 8;
    size_t bytes = (size_t)count * sample_bytes * amplifier->channels;
    amplifier->handed_over += count;
    if (amplifier->sink >= 0 && write(amplifier->sink, source, bytes) < 0) amplifier->sink = -1;
    quench_memory_t *memory = amplifier->signal.memory;
    if (!memory) return;
    const uint8_t *sample = source;
    for (int64_t frame = 0; frame < count; frame++) {
        quench_slot_t *target = memory_slot(memory, first + frame);
        __atomic_store_n(&target->tag, 0, __ATOMIC_RELEASE);
        if (!amplifier->coupling.is_exact) input_begin(&amplifier->coupling, first + frame);
        for (unsigned channel = 0; channel < amplifier->channels; channel++) {
            int32_t value = sample_get(sample, format);
            target->samples[channel] =
                amplifier->coupling.is_exact
                    ? value
                    : input_convert(&amplifier->coupling, value, first + frame, channel,
                                    SND_PCM_FORMAT_S32_LE);
            sample += sample_bytes;
        }
        __atomic_store_n(&target->tag, (uint64_t)(first + frame) + 1, __ATOMIC_RELEASE);
    }
}
#endif
