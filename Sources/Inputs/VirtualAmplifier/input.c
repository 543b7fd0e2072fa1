// What an input does to its signal before and in the converter: AC coupling, noise, gain, sign, offset.
#if __has_include(<alsa/asoundlib.h>)
#include "amplifier.h"

#include <math.h>
#include <stdlib.h>

// "1.02:-0.98" for the first channels; those beyond keep what they have.
static int read_list(const char *text, unsigned channels, double most, double *values) {
    if (!text) return 0;
    for (unsigned channel = 0; channel < channels; channel++) {
        char *end;
        double value = strtod(text, &end);
        if (end == text || !(fabs(value) <= most) || (*end != 0 && *end != ':')) break;
        values[channel] = value;
        if (*end == 0) return 0;
        text = end + 1;
    }
    SNDERR("%s: is no list of at most %u numbers such as 1.02:-0.98, each from -%g to %g", text,
           channels, most, most);
    return -EINVAL;
}

int input_open(input_t *input, const char *gains, const char *offsets, double noise,
               uint64_t seed, double high_pass, unsigned channels, unsigned rate) {
    input->is_exact = !gains && !offsets && noise == 0 && high_pass == 0;
    if (input->is_exact) return 0;
    if (high_pass >= rate / 2.0) {
        SNDERR("HIGH_PASS=%g: must be below half the rate", high_pass);
        return -EINVAL;
    }
    input->channels = calloc(channels, sizeof *input->channels);
    double *values = calloc(2 * channels, sizeof *values);
    if (!input->channels || !values) {
        free(values);
        return -ENOMEM;
    }
    for (unsigned channel = 0; channel < channels; channel++) values[channel] = 1;
    int error = read_list(gains, channels, 1000, values);
    if (error == 0) error = read_list(offsets, channels, 1, values + channels);
    for (unsigned channel = 0; channel < channels; channel++) {
        input->channels[channel].gain = values[channel];
        input->channels[channel].offset = values[channels + channel] * 2147483648.0;
    }
    free(values);
    input->noise = noise * 2147483648.0;
    input->seed = seed;
    // A pole by the bilinear transform, so that the corner is exact at any rate.
    double edge = tan(M_PI * high_pass / rate);
    input->pole = (1 - edge) / (1 + edge);
    input->next = -1;
    return error;
}

// Bits of a counter (SplitMix64), so that the noise of a frame is the same however it is asked for.
static double uniform(uint64_t counter) {
    uint64_t mixed = counter * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
    return ((double)((mixed ^ mixed >> 31) >> 11) + 0.5) * 0x1p-53;
}

static double gaussian(int64_t index, unsigned channel, uint64_t seed) {
    uint64_t counter = (((seed << 36) + (uint64_t)index) * 256 + channel) * 2 + 1;
    return sqrt(-2 * log(uniform(counter))) * cos(2 * M_PI * uniform(counter + 1));
}

static double pass(input_t *input, input_channel_t *state, double value, bool is_first) {
    // Before the first frame it has seen that frame's value for ever.
    if (is_first) *state = (input_channel_t){state->gain, state->offset, value, 0};
    double passed = input->pole * state->passed + (1 + input->pole) / 2 * (value - state->before);
    state->before = value;
    state->passed = passed;
    return passed;
}

void input_begin(input_t *input, int64_t index) {
    input->is_first = index != input->next;
    input->next = index + 1;
}

int32_t input_convert(input_t *input, double value, int64_t index, unsigned channel,
                      snd_pcm_format_t format) {
    if (!input->is_exact) {
        input_channel_t *state = &input->channels[channel];
        if (input->pole < 1) value = pass(input, state, value, input->is_first);
        if (input->noise > 0) value += input->noise * gaussian(index, channel, input->seed);
        value = state->gain * value + state->offset;
    }
    double step = (double)(1ll << (32 - snd_pcm_format_width(format)));
    double sample = rint(value / step) * step;
    double most = 2147483648.0 - step;
    return (int32_t)(sample > most ? most : sample < -2147483648.0 ? -2147483648.0 : sample);
}
#endif
