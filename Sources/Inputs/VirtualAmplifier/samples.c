// Samples of every format, as 32 bits at full scale.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

#include <math.h>
#include <string.h>

bool sample_is_known(snd_pcm_format_t format) {
    switch (format) {
    case SND_PCM_FORMAT_S16_LE:
    case SND_PCM_FORMAT_S16_BE:
    case SND_PCM_FORMAT_S24_LE:
    case SND_PCM_FORMAT_S24_BE:
    case SND_PCM_FORMAT_S24_3LE:
    case SND_PCM_FORMAT_S24_3BE:
    case SND_PCM_FORMAT_S32_LE:
    case SND_PCM_FORMAT_S32_BE:
    case SND_PCM_FORMAT_FLOAT_LE:
    case SND_PCM_FORMAT_FLOAT_BE: return true;
    default: return false;
    }
}

static bool is_float(snd_pcm_format_t format) {
    return format == SND_PCM_FORMAT_FLOAT_LE || format == SND_PCM_FORMAT_FLOAT_BE;
}

static bool is_big_endian(snd_pcm_format_t format) { return snd_pcm_format_big_endian(format) == 1; }

// Bytes that carry the sample.
static int carried(snd_pcm_format_t format) { return snd_pcm_format_width(format) / 8; }

static int physical(snd_pcm_format_t format) { return snd_pcm_format_physical_width(format) / 8; }

// The byte that has bits 8 `number` on of a word.
static int place(snd_pcm_format_t format, int number) {
    return is_big_endian(format) ? physical(format) - 1 - number : number;
}

int32_t sample_get(const uint8_t *source, snd_pcm_format_t format) {
    uint32_t bits = 0;
    for (int number = 0; number < carried(format); number++)
        bits |= (uint32_t)source[place(format, number)] << (8 * (number + 4 - carried(format)));
    if (!is_float(format)) return (int32_t)bits;
    float value;
    memcpy(&value, &bits, sizeof value);
    double scaled = rint((double)value * 2147483648.0);
    if (isnan(scaled)) return 0;
    return scaled >= 2147483647.0 ? INT32_MAX : scaled <= -2147483648.0 ? INT32_MIN : (int32_t)scaled;
}

void sample_put(uint8_t *target, snd_pcm_format_t format, int32_t value) {
    uint32_t bits = (uint32_t)value;
    if (is_float(format)) {
        // As many bits as it holds.
        float number = (float)((double)(value & ~0xff) / 2147483648.0);
        memcpy(&bits, &number, sizeof bits);
    }
    for (int number = 0; number < carried(format); number++)
        target[place(format, number)] = (uint8_t)(bits >> (8 * (number + 4 - carried(format))));
    // The unused byte repeats the sign, as hardware does it.
    if (physical(format) > carried(format)) target[place(format, 3)] = value < 0 ? 0xff : 0;
}
#endif
