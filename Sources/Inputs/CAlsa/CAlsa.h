// libasound as Swift sees it: names for macros, and the silencing of what libraries print.
#ifndef CALSA_H
#define CALSA_H

#include <alsa/asoundlib.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void calsa_no_message(const char *file, int line, const char *function, int error,
                             const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

// libasound prints what went wrong inside it on standard error; the error number is enough.
static inline void calsa_be_silent(void) { snd_lib_error_set_handler(calsa_no_message); }

static void calsa_no_line(const char *line) { (void)line; }

// So does libjack: five lines for each attempt to reach a server that is not there.
static inline void calsa_silence_jack(void) {
    void *library = dlopen("libjack.so.0", RTLD_LAZY | RTLD_LOCAL);
    const char *names[] = {"jack_set_error_function", "jack_set_info_function"};
    for (int place = 0; library && place < 2; place++) {
        void (*set)(void (*)(const char *));
        *(void **)&set = dlsym(library, names[place]);
        if (set) set(calsa_no_line);
    }
}

// What the library of a sound server is to know before a device is opened that leads to it. A node that is
// gone is an error: PipeWire's session manager would lead the stream to another one, without a word. True
// where the device is JACK's.
static inline bool calsa_prepare_server(const char *device) {
    snd_config_t *top = NULL, *definition = NULL, *type = NULL;
    const char *word = NULL;
    bool is_jack = false;
    if (snd_config_update_ref(&top) < 0) return false;
    if (snd_config_search_definition(top, "pcm", device, &definition) >= 0) {
        if (snd_config_search(definition, "type", &type) >= 0 &&
            snd_config_get_string(type, &word) >= 0) {
            is_jack = strcmp(word, "jack") == 0;
            if (is_jack) calsa_silence_jack();
            if (strcmp(word, "pipewire") == 0)
                setenv("PIPEWIRE_ALSA", "{ node.dont-reconnect = true }", 0);
        }
        snd_config_delete(definition);
    }
    snd_config_unref(top);
    return is_jack;
}

static inline int calsa_is_built_in(void) { return 1; }
static const int calsa_timed_out = ETIMEDOUT;

static const int calsa_open_mode = SND_PCM_NONBLOCK | SND_PCM_NO_AUTO_RESAMPLE |
                                   SND_PCM_NO_AUTO_CHANNELS | SND_PCM_NO_AUTO_FORMAT |
                                   SND_PCM_NO_SOFTVOL;

#endif
