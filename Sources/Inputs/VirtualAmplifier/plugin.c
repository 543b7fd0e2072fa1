// ALSA's face: `type quench` in a configuration file. docs/virtual-amplifier.md lists the fields.
#if __has_include(<alsa/asoundlib.h>)
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "stream.h"

typedef struct {
    const char *name, *file, *memory, *faults, *ledger, *play, *format, *time, *access,
        *gains, *offsets;
    long channels, rate, period, pulse_channel, pulse_width, noise_seed;
    long cable_delay, edge_channel, edge_source, edge_delay, hold;
    double speed, drift, pulse_period, pulse_offset, sine, sine_level, noise, high_pass;
    double output_high_pass;
    int repeats;
} fields_t;

static int read_field(snd_config_t *node, const char *id, fields_t *fields) {
    const struct { const char *id; const char **text; } texts[] = {
        {"name", &fields->name},     {"file", &fields->file},     {"memory", &fields->memory},
        {"faults", &fields->faults}, {"ledger", &fields->ledger}, {"play", &fields->play},
        {"format", &fields->format}, {"time", &fields->time},     {"access", &fields->access},
        {"gains", &fields->gains},   {"offsets", &fields->offsets}};
    const struct { const char *id; long *number; long least, most; } numbers[] = {
        {"channels", &fields->channels, 1, 256},
        {"rate", &fields->rate, 1, 768000},
        {"period", &fields->period, 1, 65536},
        {"pulse_channel", &fields->pulse_channel, 0, 256},
        {"pulse_width", &fields->pulse_width, 1, 768000},
        {"noise_seed", &fields->noise_seed, 0, 1000000},
        {"cable_delay", &fields->cable_delay, 0, 768000},
        {"edge_channel", &fields->edge_channel, 0, 256},
        {"edge_source", &fields->edge_source, 1, 256},
        {"edge_delay", &fields->edge_delay, 0, 768000},
        {"hold", &fields->hold, 0, 65536}};
    const struct { const char *id; double *number; double least, most; } reals[] = {
        {"speed", &fields->speed, 0.001, 1e6},
        {"drift", &fields->drift, -1e5, 1e5},
        {"pulse_period", &fields->pulse_period, 1e-4, 1e6},
        {"pulse_offset", &fields->pulse_offset, 0, 1e6},
        {"sine", &fields->sine, 0, 384000},
        {"sine_level", &fields->sine_level, 0, 1},
        {"noise", &fields->noise, 0, 1},
        {"high_pass", &fields->high_pass, 0, 384000},
        {"output_high_pass", &fields->output_high_pass, 0, 384000}};
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++)
        if (strcmp(id, texts[index].id) == 0) {
            int error = snd_config_get_string(node, texts[index].text);
            // Empty stands for none, so that a name's arguments can have a default.
            if (error == 0 && !**texts[index].text) *texts[index].text = NULL;
            return error;
        }
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        if (strcmp(id, numbers[index].id) != 0) continue;
        int error = snd_config_get_integer(node, numbers[index].number);
        long value = *numbers[index].number;
        return error < 0 ? error
                         : value < numbers[index].least || value > numbers[index].most ? -EINVAL : 0;
    }
    for (size_t index = 0; index < sizeof reals / sizeof *reals; index++) {
        if (strcmp(id, reals[index].id) != 0) continue;
        int error = snd_config_get_ireal(node, reals[index].number);
        double value = *reals[index].number;
        return error < 0 ? error
                         : value < reals[index].least || value > reals[index].most ? -EINVAL : 0;
    }
    if (strcmp(id, "repeat") == 0) {
        fields->repeats = snd_config_get_bool(node);
        return fields->repeats < 0 ? -EINVAL : 0;
    }
    return -EINVAL;
}

static amplifier_t *first_amplifier;
static pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER;

// A file of eight bytes: nanoseconds, written by the program that simulates the time.
static int map_time(const char *path, const int64_t **time) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    void *memory = mmap(NULL, sizeof **time, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) return -errno;
    *time = memory;
    return 0;
}

static int make_amplifier(const fields_t *fields, amplifier_t **made) {
    amplifier_t *amplifier = calloc(1, sizeof *amplifier);
    if (!amplifier) return -ENOMEM;
    amplifier->name = strdup(fields->name);
    amplifier->ledger = fields->ledger ? strdup(fields->ledger) : NULL;
    amplifier->channels = (unsigned)fields->channels;
    amplifier->rate = (unsigned)fields->rate;
    amplifier->speed = fields->speed;
    amplifier->frames_per_nanosecond =
        (double)fields->rate * fields->speed * (1 + fields->drift * 1e-6) * 1e-9;
    amplifier->pulses.channel = (int)fields->pulse_channel - 1;
    amplifier->pulses.period = fields->pulse_period * (double)fields->rate;
    amplifier->pulses.offset = fields->pulse_offset * (double)fields->rate;
    amplifier->pulses.width = (double)fields->pulse_width;
    amplifier->cable.delay = fields->cable_delay;
    amplifier->cable.edge_channel = (int)fields->edge_channel - 1;
    amplifier->cable.edge_source = (int)fields->edge_source - 1;
    amplifier->cable.edge_delay = fields->edge_delay;
    amplifier->hold = fields->hold;
    amplifier->broken_at = -1;
    amplifier->sink = -1;
    amplifier->signal.repeats = fields->repeats;
    amplifier->format = fields->format ? snd_pcm_format_value(fields->format)
                        : fields->file ? SND_PCM_FORMAT_S32_LE
                                       : SND_PCM_FORMAT_UNKNOWN;
    int error = 0;
    if (fields->pulse_channel > fields->channels) {
        SNDERR("PULSE_CHANNEL=%ld: there are %ld channels", fields->pulse_channel, fields->channels);
        error = -EINVAL;
    }
    if (fields->edge_channel > fields->channels || fields->edge_source > fields->channels) {
        SNDERR("EDGE_CHANNEL=%ld, EDGE_SOURCE=%ld: there are %ld channels", fields->edge_channel,
               fields->edge_source, fields->channels);
        error = -EINVAL;
    }
    // The memory holds four seconds, of which the output may be ahead.
    if (fields->cable_delay > 2 * fields->rate || fields->edge_delay > 2 * fields->rate) {
        SNDERR("CABLE_DELAY=%ld, EDGE_DELAY=%ld: at most two seconds, %ld frames",
               fields->cable_delay, fields->edge_delay, 2 * fields->rate);
        error = -EINVAL;
    }
    if (fields->format && !sample_is_known(amplifier->format)) {
        SNDERR("FORMAT=%s: S16_, S24_, S24_3, S32_ and FLOAT_ are possible, each with LE or BE", fields->format);
        error = -EINVAL;
    }
    if (error == 0 && fields->faults)
        error = faults_read(fields->faults, &amplifier->faults, &amplifier->fault_count);
    if (error == 0)
        error = signal_open(&amplifier->signal, fields->file, fields->memory, amplifier->channels,
                            amplifier->rate, amplifier->format);
    if (error == 0 && fields->sine > 0 && amplifier->signal.kind == SIGNAL_COUNTER) {
        amplifier->signal.kind = SIGNAL_SINE;
        amplifier->signal.radians = 2 * M_PI * fields->sine / (double)fields->rate;
        amplifier->signal.level = fields->sine_level * 2147483648.0;
    }
    if (error == 0)
        error = input_open(&amplifier->input, fields->gains, fields->offsets, fields->noise,
                           (uint64_t)fields->noise_seed, fields->high_pass, amplifier->channels,
                           amplifier->rate);
    if (error == 0)
        error = input_open(&amplifier->coupling, NULL, NULL, 0, 0, fields->output_high_pass,
                           amplifier->channels, amplifier->rate);
    if (error == 0 && fields->play) {
        amplifier->sink = open(fields->play, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (amplifier->sink < 0) error = -errno;
    }
    if (error == 0 && fields->time) error = map_time(fields->time, &amplifier->time);
    if (error < 0) {
        // What it opened stays open: a mistake in the configuration ends the program soon.
        free(amplifier->name);
        free(amplifier);
        return error;
    }
    amplifier->next = first_amplifier;
    first_amplifier = amplifier;
    *made = amplifier;
    return 0;
}

static int find_amplifier(const fields_t *fields, amplifier_t **found) {
    pthread_mutex_lock(&list_mutex);
    int error = 0;
    amplifier_t *amplifier = first_amplifier;
    while (amplifier && strcmp(amplifier->name, fields->name) != 0) amplifier = amplifier->next;
    if (!amplifier) error = make_amplifier(fields, &amplifier);
    if (error == 0 && amplifier_is_absent(amplifier, amplifier_now(amplifier))) error = -ENODEV;
    *found = amplifier;
    pthread_mutex_unlock(&list_mutex);
    return error;
}

static int constrain(stream_t *stream, const fields_t *fields) {
    const amplifier_t *amplifier = stream->amplifier;
    snd_pcm_ioplug_t *io = &stream->io;
    const struct { const char *name; unsigned access; } ways[] = {
        {"RW_INTERLEAVED", SND_PCM_ACCESS_RW_INTERLEAVED},
        {"RW_NONINTERLEAVED", SND_PCM_ACCESS_RW_NONINTERLEAVED},
        {"MMAP_INTERLEAVED", SND_PCM_ACCESS_MMAP_INTERLEAVED},
        {"MMAP_NONINTERLEAVED", SND_PCM_ACCESS_MMAP_NONINTERLEAVED}};
    const size_t way_count = sizeof ways / sizeof *ways;
    size_t way = 0;
    while (fields->access && way < way_count && strcmp(fields->access, ways[way].name) != 0) way++;
    if (way == way_count) {
        SNDERR("ACCESS=%s: RW_ or MMAP_, each with INTERLEAVED or NONINTERLEAVED, are possible",
               fields->access);
        return -EINVAL;
    }
    const unsigned all[] = {SND_PCM_FORMAT_S16_LE, SND_PCM_FORMAT_S24_LE, SND_PCM_FORMAT_S24_3LE,
                            SND_PCM_FORMAT_S32_LE};
    const unsigned own[] = {(unsigned)amplifier->format};
    bool is_any = amplifier->format == SND_PCM_FORMAT_UNKNOWN;
    // Limits are in bytes: of the widest format, or of the narrowest for a minimum.
    unsigned own_bytes = is_any ? 0 : (unsigned)snd_pcm_format_physical_width(amplifier->format) / 8;
    unsigned widest = (is_any ? 4 : own_bytes) * amplifier->channels;
    unsigned narrowest = (is_any ? 2 : own_bytes) * amplifier->channels;
    unsigned period = (unsigned)fields->period;
    int error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, &ways[way].access);
    if (error < 0) return error;
    error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, is_any ? 4 : 1,
                                          is_any ? all : own);
    if (error < 0) return error;
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, amplifier->channels,
                                            amplifier->channels);
    if (error < 0) return error;
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, amplifier->rate,
                                            amplifier->rate);
    if (error < 0) return error;
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, period * narrowest,
                                            65536 * widest);
    if (error < 0) return error;
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES,
                                            2 * period * narrowest, 2 * 65536 * widest);
    if (error < 0) return error;
    return snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 65536);
}

SND_PCM_PLUGIN_DEFINE_FUNC(quench) {
    fields_t fields = {.name = name, .channels = 8, .rate = 1000, .period = 1, .speed = 1, .repeats = 1,
                       .pulse_width = 10, .pulse_period = 1,
                       .sine_level = 0.25, .edge_source = 1};
    snd_config_iterator_t entry, next;
    (void)root;
    snd_config_for_each(entry, next, conf) {
        snd_config_t *node = snd_config_iterator_entry(entry);
        const char *id;
        if (snd_config_get_id(node, &id) < 0 || strcmp(id, "type") == 0 ||
            strcmp(id, "comment") == 0 || strcmp(id, "hint") == 0)
            continue;
        int error = read_field(node, id, &fields);
        if (error < 0) {
            SNDERR("%s: field %s is unknown or out of its range", name, id);
            return error;
        }
    }
    if (!fields.name) fields.name = name;
    stream_t *made = calloc(1, sizeof *made);
    if (!made) return -ENOMEM;
    int error = find_amplifier(&fields, &made->amplifier);
    if (error < 0) {
        free(made);
        return error;
    }
    made->io.version = SND_PCM_IOPLUG_VERSION;
    made->io.name = "Quench virtual amplifier";
    made->io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
    made->io.poll_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    made->io.poll_events = POLLIN;
    made->io.callback = &stream_callbacks;
    made->io.private_data = made;
    error = made->io.poll_fd < 0 ? -errno : snd_pcm_ioplug_create(&made->io, name, stream, mode);
    if (error < 0) {
        if (made->io.poll_fd >= 0) close(made->io.poll_fd);
        free(made);
        return error;
    }
    error = constrain(made, &fields);
    if (error < 0) {
        // Closes through `close_stream`.
        snd_pcm_ioplug_delete(&made->io);
        return error;
    }
    *pcmp = made->io.pcm;
    return 0;
}

SND_PCM_PLUGIN_SYMBOL(quench);
#endif
