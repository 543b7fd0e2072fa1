// libasound as Swift sees it. No logic: names for macros, and the silencing of a variadic handler.
#ifndef CALSA_H
#define CALSA_H

#include <alsa/asoundlib.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <time.h>

static void calsa_no_message(const char *file, int line, const char *function, int error,
                             const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

// libasound prints what went wrong inside it on standard error; the error number is enough.
static inline void calsa_be_silent(void) { snd_lib_error_set_handler(calsa_no_message); }

static inline int calsa_is_built_in(void) { return 1; }
static const int calsa_timed_out = ETIMEDOUT;

static const int calsa_open_mode = SND_PCM_NONBLOCK | SND_PCM_NO_AUTO_RESAMPLE |
                                   SND_PCM_NO_AUTO_CHANNELS | SND_PCM_NO_AUTO_FORMAT |
                                   SND_PCM_NO_SOFTVOL;

#endif
