// The names of libasound for a machine without its development files, so that everything but the
// devices can be built and used there: whatever is asked of a device fails with ENOSYS. Swift imports
// the module CAlsaAbsent where CAlsa has no header.
#ifndef CALSA_ABSENT_H
#define CALSA_ABSENT_H

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

typedef struct snd_ctl snd_ctl_t;
typedef struct snd_pcm snd_pcm_t;
typedef struct snd_pcm_info snd_pcm_info_t;
typedef struct snd_pcm_status snd_pcm_status_t;
typedef struct snd_pcm_hw_params snd_pcm_hw_params_t;
typedef struct snd_pcm_sw_params snd_pcm_sw_params_t;
typedef unsigned long snd_pcm_uframes_t;
typedef long snd_pcm_sframes_t;
typedef struct timespec snd_htimestamp_t;

typedef enum snd_pcm_stream_ { SND_PCM_STREAM_PLAYBACK, SND_PCM_STREAM_CAPTURE } snd_pcm_stream_t;
typedef enum snd_pcm_access_ {
    SND_PCM_ACCESS_RW_INTERLEAVED,
    SND_PCM_ACCESS_RW_NONINTERLEAVED,
    SND_PCM_ACCESS_MMAP_INTERLEAVED,
    SND_PCM_ACCESS_MMAP_NONINTERLEAVED,
} snd_pcm_access_t;
typedef enum snd_pcm_tstamp_ { SND_PCM_TSTAMP_ENABLE } snd_pcm_tstamp_t;
typedef enum snd_pcm_tstamp_type_ { SND_PCM_TSTAMP_TYPE_MONOTONIC } snd_pcm_tstamp_type_t;
typedef enum snd_pcm_format_ {
    SND_PCM_FORMAT_UNKNOWN = -1,
    SND_PCM_FORMAT_S16_LE,
    SND_PCM_FORMAT_S16_BE,
    SND_PCM_FORMAT_S24_LE,
    SND_PCM_FORMAT_S24_BE,
    SND_PCM_FORMAT_S32_LE,
    SND_PCM_FORMAT_S32_BE,
    SND_PCM_FORMAT_FLOAT_LE,
    SND_PCM_FORMAT_FLOAT_BE,
    SND_PCM_FORMAT_S24_3LE,
    SND_PCM_FORMAT_S24_3BE,
} snd_pcm_format_t;
typedef enum snd_pcm_state_ {
    SND_PCM_STATE_RUNNING,
    SND_PCM_STATE_XRUN,
    SND_PCM_STATE_SUSPENDED,
    SND_PCM_STATE_DISCONNECTED,
} snd_pcm_state_t;
typedef enum snd_pcm_type_ {
    SND_PCM_TYPE_PLUG,
    SND_PCM_TYPE_RATE,
    SND_PCM_TYPE_ROUTE,
    SND_PCM_TYPE_LINEAR,
    SND_PCM_TYPE_DMIX,
    SND_PCM_TYPE_DSNOOP,
    SND_PCM_TYPE_DSHARE,
    SND_PCM_TYPE_SOFTVOL,
    SND_PCM_TYPE_LINEAR_FLOAT,
    SND_PCM_TYPE_ADPCM,
    SND_PCM_TYPE_MULAW,
    SND_PCM_TYPE_ALAW,
} snd_pcm_type_t;

static inline int calsa_is_built_in(void) { return 0; }
static const int calsa_timed_out = ETIMEDOUT;
static const int calsa_open_mode = 0;

static inline void calsa_be_silent(void) {}
static inline _Bool calsa_prepare_server(const char *device) {
    (void)device;
    return 0;
}

#define CALSA_ABSENT(name, ...) \
    static inline int name(__VA_ARGS__) { return -ENOSYS; }
#define CALSA_ABSENT_FRAMES(name, ...) \
    static inline snd_pcm_sframes_t name(__VA_ARGS__) { return -ENOSYS; }
#define CALSA_ABSENT_VOID(name, ...) \
    static inline void name(__VA_ARGS__) {}

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-parameter"

CALSA_ABSENT(snd_card_next, int *card)
CALSA_ABSENT(snd_ctl_open, snd_ctl_t **control, const char *name, int mode)
CALSA_ABSENT(snd_ctl_close, snd_ctl_t *control)
CALSA_ABSENT(snd_ctl_pcm_next_device, snd_ctl_t *control, int *device)
CALSA_ABSENT(snd_ctl_pcm_info, snd_ctl_t *control, snd_pcm_info_t *info)
CALSA_ABSENT(snd_device_name_hint, int card, const char *kind, void ***hints)
CALSA_ABSENT(snd_device_name_free_hint, void **hints)
CALSA_ABSENT(snd_pcm_open, snd_pcm_t **pcm, const char *name, snd_pcm_stream_t stream, int mode)
CALSA_ABSENT(snd_pcm_close, snd_pcm_t *pcm)
CALSA_ABSENT(snd_pcm_drop, snd_pcm_t *pcm)
CALSA_ABSENT(snd_pcm_prepare, snd_pcm_t *pcm)
CALSA_ABSENT(snd_pcm_start, snd_pcm_t *pcm)
CALSA_ABSENT(snd_pcm_status, snd_pcm_t *pcm, snd_pcm_status_t *status)
CALSA_ABSENT(snd_pcm_poll_descriptors, snd_pcm_t *pcm, struct pollfd *polls, unsigned int count)
CALSA_ABSENT(snd_pcm_poll_descriptors_count, snd_pcm_t *pcm)
CALSA_ABSENT(snd_pcm_poll_descriptors_revents, snd_pcm_t *pcm, struct pollfd *polls, unsigned int
    count, unsigned short *events)
CALSA_ABSENT(snd_pcm_info_malloc, snd_pcm_info_t **info)
CALSA_ABSENT(snd_pcm_status_malloc, snd_pcm_status_t **status)
CALSA_ABSENT(snd_pcm_hw_params_malloc, snd_pcm_hw_params_t **hardware)
CALSA_ABSENT(snd_pcm_sw_params_malloc, snd_pcm_sw_params_t **software)
CALSA_ABSENT(snd_pcm_hw_params, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware)
CALSA_ABSENT(snd_pcm_hw_params_any, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware)
CALSA_ABSENT(snd_pcm_hw_params_get_buffer_size, const snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t *frames)
CALSA_ABSENT(snd_pcm_hw_params_get_channels_max, const snd_pcm_hw_params_t *hardware, unsigned int
    *value)
CALSA_ABSENT(snd_pcm_hw_params_get_channels_min, const snd_pcm_hw_params_t *hardware, unsigned int
    *value)
CALSA_ABSENT(snd_pcm_hw_params_get_period_size, const snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t *frames, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_get_period_size_max, const snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t *frames, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_get_period_size_min, const snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t *frames, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_get_rate_max, const snd_pcm_hw_params_t *hardware, unsigned int
    *value, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_get_rate_min, const snd_pcm_hw_params_t *hardware, unsigned int
    *value, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_set_access, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    snd_pcm_access_t access)
CALSA_ABSENT(snd_pcm_hw_params_set_buffer_size_near, snd_pcm_t *pcm, snd_pcm_hw_params_t
    *hardware, snd_pcm_uframes_t *frames)
CALSA_ABSENT(snd_pcm_hw_params_set_channels, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    unsigned int value)
CALSA_ABSENT(snd_pcm_hw_params_set_format, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    snd_pcm_format_t format)
CALSA_ABSENT(snd_pcm_hw_params_test_format, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    snd_pcm_format_t format)
CALSA_ABSENT(snd_pcm_hw_params_set_period_size, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t frames, int direction)
CALSA_ABSENT(snd_pcm_hw_params_test_period_size, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    snd_pcm_uframes_t frames, int direction)
CALSA_ABSENT(snd_pcm_hw_params_set_period_size_near, snd_pcm_t *pcm, snd_pcm_hw_params_t
    *hardware, snd_pcm_uframes_t *frames, int *direction)
CALSA_ABSENT(snd_pcm_hw_params_set_rate, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware, unsigned
    int value, int direction)
CALSA_ABSENT(snd_pcm_hw_params_set_rate_resample, snd_pcm_t *pcm, snd_pcm_hw_params_t *hardware,
    unsigned int value)
CALSA_ABSENT(snd_pcm_sw_params, snd_pcm_t *pcm, snd_pcm_sw_params_t *software)
CALSA_ABSENT(snd_pcm_sw_params_current, snd_pcm_t *pcm, snd_pcm_sw_params_t *software)
CALSA_ABSENT(snd_pcm_sw_params_set_avail_min, snd_pcm_t *pcm, snd_pcm_sw_params_t *software,
    snd_pcm_uframes_t frames)
CALSA_ABSENT(snd_pcm_sw_params_set_start_threshold, snd_pcm_t *pcm, snd_pcm_sw_params_t *software,
    snd_pcm_uframes_t frames)
CALSA_ABSENT(snd_pcm_sw_params_set_tstamp_mode, snd_pcm_t *pcm, snd_pcm_sw_params_t *software,
    snd_pcm_tstamp_t mode)
CALSA_ABSENT(snd_pcm_sw_params_set_tstamp_type, snd_pcm_t *pcm, snd_pcm_sw_params_t *software,
    snd_pcm_tstamp_type_t type)
CALSA_ABSENT_FRAMES(snd_pcm_avail_update, snd_pcm_t *pcm)
CALSA_ABSENT_FRAMES(snd_pcm_readi, snd_pcm_t *pcm, void *samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_writei, snd_pcm_t *pcm, const void *samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_readn, snd_pcm_t *pcm, void **samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_writen, snd_pcm_t *pcm, void **samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_mmap_readi, snd_pcm_t *pcm, void *samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_mmap_writei, snd_pcm_t *pcm, const void *samples, snd_pcm_uframes_t
    frames)
CALSA_ABSENT_FRAMES(snd_pcm_mmap_readn, snd_pcm_t *pcm, void **samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_mmap_writen, snd_pcm_t *pcm, void **samples, snd_pcm_uframes_t frames)
CALSA_ABSENT_FRAMES(snd_pcm_status_get_delay, const snd_pcm_status_t *status)
CALSA_ABSENT_VOID(snd_pcm_info_free, snd_pcm_info_t *info)
CALSA_ABSENT_VOID(snd_pcm_info_set_device, snd_pcm_info_t *info, unsigned int value)
CALSA_ABSENT_VOID(snd_pcm_info_set_subdevice, snd_pcm_info_t *info, unsigned int value)
CALSA_ABSENT_VOID(snd_pcm_info_set_stream, snd_pcm_info_t *info, snd_pcm_stream_t stream)
CALSA_ABSENT_VOID(snd_pcm_hw_params_free, snd_pcm_hw_params_t *hardware)
CALSA_ABSENT_VOID(snd_pcm_sw_params_free, snd_pcm_sw_params_t *software)
CALSA_ABSENT_VOID(snd_pcm_status_free, snd_pcm_status_t *status)
CALSA_ABSENT_VOID(snd_pcm_status_get_htstamp, const snd_pcm_status_t *status, snd_htimestamp_t
    *time)

static inline const char *snd_pcm_info_get_name(const snd_pcm_info_t *info) { return NULL; }
static inline char *snd_device_name_get_hint(const void *hint, const char *what) { return NULL; }
static inline const char *snd_strerror(int code) { return "built without ALSA"; }
static inline const char *snd_pcm_type_name(snd_pcm_type_t type) { return "none"; }
static inline snd_pcm_type_t snd_pcm_type(snd_pcm_t *pcm) { return SND_PCM_TYPE_PLUG; }
static inline snd_pcm_stream_t snd_pcm_stream(snd_pcm_t *pcm) { return SND_PCM_STREAM_CAPTURE; }
static inline snd_pcm_state_t snd_pcm_state(snd_pcm_t *pcm) { return SND_PCM_STATE_DISCONNECTED; }
static inline snd_pcm_state_t snd_pcm_status_get_state(const snd_pcm_status_t *status) {
    return SND_PCM_STATE_DISCONNECTED;
}
static inline snd_pcm_uframes_t snd_pcm_status_get_avail(const snd_pcm_status_t *status) {
    return 0;
}

#pragma clang diagnostic pop
#endif
