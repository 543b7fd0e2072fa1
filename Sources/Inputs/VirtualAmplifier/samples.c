// Samples of the four formats, as 32 bits at full scale.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

bool sample_is_known(snd_pcm_format_t format) {
    return format == SND_PCM_FORMAT_S16_LE || format == SND_PCM_FORMAT_S24_LE ||
           format == SND_PCM_FORMAT_S24_3LE || format == SND_PCM_FORMAT_S32_LE;
}

int32_t sample_get(const uint8_t *source, snd_pcm_format_t format) {
    switch (format) {
    case SND_PCM_FORMAT_S16_LE:
        return (int32_t)((uint32_t)source[0] << 16 | (uint32_t)source[1] << 24);
    case SND_PCM_FORMAT_S24_LE:
    case SND_PCM_FORMAT_S24_3LE:
        return (int32_t)((uint32_t)source[0] << 8 | (uint32_t)source[1] << 16 |
                         (uint32_t)source[2] << 24);
    default:
        return (int32_t)((uint32_t)source[0] | (uint32_t)source[1] << 8 | (uint32_t)source[2] << 16 |
                         (uint32_t)source[3] << 24);
    }
}

void sample_put(uint8_t *target, snd_pcm_format_t format, int32_t value) {
    uint32_t bits = (uint32_t)value;
    switch (format) {
    case SND_PCM_FORMAT_S16_LE:
        target[0] = (uint8_t)(bits >> 16);
        target[1] = (uint8_t)(bits >> 24);
        break;
    case SND_PCM_FORMAT_S24_LE:
        // The unused byte repeats the sign, as hardware does it.
        target[3] = value < 0 ? 0xff : 0;
        // fall through
    case SND_PCM_FORMAT_S24_3LE:
        target[0] = (uint8_t)(bits >> 8);
        target[1] = (uint8_t)(bits >> 16);
        target[2] = (uint8_t)(bits >> 24);
        break;
    default:
        for (int byte = 0; byte < 4; byte++) target[byte] = (uint8_t)(bits >> (8 * byte));
    }
}
#endif
