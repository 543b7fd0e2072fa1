// The cable from a playback device to a capture device on the same memory: it may delay, it adds
// noise, and what watches the output answers with an edge on a line of its own.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

// What was played at a frame; NULL for silence.
static const int32_t *played(const signal_t *signal, int64_t index) {
    if (!signal->memory || index < 0) return NULL;
    const quench_slot_t *slot = memory_slot(signal->memory, index);
    if (__atomic_load_n(&slot->tag, __ATOMIC_ACQUIRE) != (uint64_t)index + 1) return NULL;
    return slot->samples;
}

// Noise of a frame and a channel, -1 to 1: the same for whoever asks (SplitMix64's finish).
static double noise(int64_t index, unsigned channel) {
    uint64_t mixed = ((uint64_t)index * 256 + channel + 1) * 0x9e3779b97f4a7c15ull;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    mixed ^= mixed >> 31;
    return (double)(mixed >> 11) / (double)(1ull << 52) - 1;
}

void cable_copy(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format, size_t sample_bytes) {
    const cable_t *cable = &amplifier->cable;
    const int32_t *samples = played(&amplifier->signal, index - cable->delay);
    if (!samples && cable->noise <= 0) return;
    for (unsigned channel = 0; channel < amplifier->channels; channel++) {
        double value = samples ? samples[channel] : 0;
        if (cable->noise > 0) value += cable->noise * 2147483647.0 * noise(index, channel);
        if (value > 2147483647.0) value = 2147483647.0;
        if (value < -2147483648.0) value = -2147483648.0;
        sample_put(target + channel * sample_bytes, format, (int32_t)value);
    }
}

void cable_edge(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format) {
    const cable_t *cable = &amplifier->cable;
    const int32_t *samples = played(&amplifier->signal, index - cable->edge_delay);
    bool is_up = samples && samples[cable->edge_source] > 1 << 29;
    sample_put(target, format, is_up ? 1 << 30 : 0);
}
#endif
