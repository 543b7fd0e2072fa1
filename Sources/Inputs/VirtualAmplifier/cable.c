// The cable from a playback device to a capture device on the same memory: it may delay, and what
// watches the output answers with an edge on a line of its own.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

// What was played at a frame; NULL for silence.
static const int32_t *played(const signal_t *signal, int64_t index) {
    if (!signal->memory || index < 0) return NULL;
    const quench_slot_t *slot = memory_slot(signal->memory, index);
    if (__atomic_load_n(&slot->tag, __ATOMIC_ACQUIRE) != (uint64_t)index + 1) return NULL;
    return slot->samples;
}

void cable_copy(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format, size_t sample_bytes) {
    const int32_t *samples = played(&amplifier->signal, index - amplifier->cable.delay);
    if (!samples) return;
    for (unsigned channel = 0; channel < amplifier->channels; channel++)
        sample_put(target + channel * sample_bytes, format, samples[channel]);
}

void cable_edge(const amplifier_t *amplifier, uint8_t *target, int64_t index,
                snd_pcm_format_t format) {
    const cable_t *cable = &amplifier->cable;
    const int32_t *samples = played(&amplifier->signal, index - cable->edge_delay);
    bool is_up = samples && samples[cable->edge_source] > 1 << 29;
    sample_put(target, format, is_up ? 1 << 30 : 0);
}
#endif
