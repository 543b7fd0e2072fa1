// What libasound asks of a stream: start, stop, position, transfer, and when to wake up.
#if __has_include(<alsa/asoundlib.h>)
#include "stream.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static bool is_capture(const stream_t *stream) {
    return stream->io.stream == SND_PCM_STREAM_CAPTURE;
}

// Whether the program reads the buffer itself. Nobody says then what it has taken, but its pointer.
static bool is_mapped_capture(const stream_t *stream) {
    return is_capture(stream) && (stream->io.access == SND_PCM_ACCESS_MMAP_INTERLEAVED ||
                                  stream->io.access == SND_PCM_ACCESS_MMAP_NONINTERLEAVED);
}

static void follow_program(stream_t *stream) {
    if (is_mapped_capture(stream)) stream->moved = (int64_t)stream->io.appl_ptr;
}

// Frames since the start that the device has delivered or played by `now`.
static int64_t advance(stream_t *stream, int64_t now) {
    amplifier_t *amplifier = stream->amplifier;
    int64_t frames = amplifier_frames(amplifier, now);
    if (is_capture(stream)) {
        // A FIFO's writer waits for the program: no more is taken than the buffer has room for.
        int64_t full = amplifier->vanished + stream->start + stream->moved +
                       (int64_t)stream->io.buffer_size - 1;
        if (amplifier->signal.kind == SIGNAL_FIFO && frames > full) frames = full;
        frames = signal_frames(&amplifier->signal, frames);
    }
    frames -= amplifier->vanished + stream->start;
    // A stream may begin after an overrun's end, so that there is nothing of it yet.
    if (is_capture(stream) && frames >= 0) {
        stream->held = frames < amplifier->hold ? frames : amplifier->hold;
        frames -= stream->held;
    }
    return frames > stream->position ? frames : stream->position;
}

static void break_stream(stream_t *stream, const char *because) {
    amplifier_t *amplifier = stream->amplifier;
    stream->is_running = false;
    if (!is_capture(stream)) {
        int64_t left = stream->moved - stream->position;
        if (left > 0)
            ledger_write(amplifier, "unplayed", amplifier->handed_over - left,
                         amplifier->handed_over);
        return;
    }
    int64_t until;
    amplifier->broken_at =
        amplifier_sample_index(amplifier, stream->start + stream->moved, &until);
    amplifier->broken_because = because;
}

// Brings the position up to date. -EPIPE for an overrun or underrun, -ENODEV for a device gone.
static int update(stream_t *stream, int64_t now) {
    amplifier_t *amplifier = stream->amplifier;
    follow_program(stream);
    int64_t position = advance(stream, now);
    bool is_absent = amplifier_is_absent(amplifier, now);
    if (is_absent && !amplifier->is_killed) {
        break_stream(stream, "disconnect");
        stream->is_broken = true;
        snd_pcm_ioplug_set_state(&stream->io, SND_PCM_STATE_DISCONNECTED);
        return -ENODEV;
    }
    // What a sound server's plug-in says of a connection that is gone, libasound takes for an overrun.
    if (is_absent || now < amplifier->breaking_until) {
        break_stream(stream, is_absent ? "kill" : "break");
        stream->is_broken = true;
        snd_pcm_ioplug_set_state(&stream->io, SND_PCM_STATE_XRUN);
        return -EPIPE;
    }
    stream->position = position;
    int64_t size = (int64_t)stream->io.buffer_size;
    bool is_injected = is_capture(stream) && amplifier->overrun_is_due;
    bool is_late = is_capture(stream) ? position - stream->moved >= size : position >= stream->moved;
    if (!is_injected && !is_late) return 0;
    amplifier->overrun_is_due = false;
    break_stream(stream, is_injected ? "overrun" : "late");
    stream->is_broken = true;
    snd_pcm_ioplug_set_state(&stream->io, SND_PCM_STATE_XRUN);
    return -EPIPE;
}

// Sets the timer to when the program wants to wake up, or the next fault is due; to now for one that
// has yet to learn of a fault.
static void arm(stream_t *stream, int64_t now) {
    amplifier_t *amplifier = stream->amplifier;
    // No timer knows simulated time; who makes it pass looks for itself.
    if (amplifier->time) return;
    follow_program(stream);
    struct itimerspec timer = {0};
    int64_t target = stream->start + stream->moved + (int64_t)stream->wanted + amplifier->vanished;
    if (is_capture(stream)) target += amplifier->hold;
    else target -= (int64_t)stream->io.buffer_size;
    int64_t due = amplifier_time(amplifier, target);
    int64_t fault = amplifier_next_fault(amplifier);
    if (fault < due) due = fault;
    if (due < amplifier->stalled_until) due = amplifier->stalled_until;
    // Past already, yet nothing there: a FIFO is behind, so look again soon.
    if (due <= now) due = now + 500000;
    if (stream->is_broken) due = now;
    if (stream->is_broken || (stream->is_running && !amplifier->is_frozen)) {
        timer.it_value.tv_sec = due / 1000000000;
        timer.it_value.tv_nsec = due % 1000000000;
    }
    timerfd_settime(stream->io.poll_fd, TFD_TIMER_ABSTIME, &timer, NULL);
}

static int start(snd_pcm_ioplug_t *io) {
    stream_t *stream = io->private_data;
    amplifier_t *amplifier = stream->amplifier;
    pthread_mutex_lock(&mutex);
    int64_t now = amplifier_now(stream->amplifier);
    amplifier_begin(amplifier, now);
    int64_t frames = amplifier_frames(amplifier, now);
    if (amplifier_is_absent(amplifier, now)) {
        pthread_mutex_unlock(&mutex);
        return -ENODEV;
    }
    stream->start = frames - amplifier->vanished;
    stream->position = 0;
    stream->is_running = true;
    stream->is_broken = false;
    if (is_capture(stream)) {
        amplifier->overrun_is_due = false;
        stream->held = 0;
        if (frames < amplifier->resumes_at) stream->start += amplifier->resumes_at - frames;
        stream->moved = 0;
        stream->filled = 0;
        int64_t until;
        int64_t first = amplifier_sample_index(amplifier, stream->start, &until);
        if (amplifier->broken_at >= 0)
            ledger_write(amplifier, amplifier->broken_because, amplifier->broken_at, first);
        else
            ledger_write(amplifier, "start", first, first);
        amplifier->broken_at = -1;
    } else {
        ledger_write(amplifier, "start", amplifier->handed_over, stream->start);
        signal_play(amplifier, stream->staged, stream->start, stream->moved, io->format);
    }
    arm(stream, now);
    pthread_mutex_unlock(&mutex);
    return 0;
}

static int stop(snd_pcm_ioplug_t *io) {
    stream_t *stream = io->private_data;
    pthread_mutex_lock(&mutex);
    follow_program(stream);
    if (stream->is_running) break_stream(stream, "stop");
    stream->is_broken = false;
    arm(stream, amplifier_now(stream->amplifier));
    pthread_mutex_unlock(&mutex);
    return 0;
}

static snd_pcm_sframes_t pointer(snd_pcm_ioplug_t *io) {
    stream_t *stream = io->private_data;
    pthread_mutex_lock(&mutex);
    int outcome = stream->is_running ? update(stream, amplifier_now(stream->amplifier)) : 0;
    int64_t position = stream->position;
    pthread_mutex_unlock(&mutex);
    // A negative return always means an overrun, so a device that is gone says so by its state.
    return outcome == -EPIPE ? -EPIPE : position % (int64_t)io->buffer_size;
}

// Copies between whole frames and a program's areas, which are whole frames too, or each channel by
// itself.
static void copy_areas(const stream_t *stream, const snd_pcm_channel_area_t *areas,
                       snd_pcm_uframes_t offset, uint8_t *frames, int64_t count, bool to_areas) {
    size_t sample_bytes = (size_t)snd_pcm_format_physical_width(stream->io.format) / 8;
    for (int64_t frame = 0; frame < count; frame++)
        for (unsigned channel = 0; channel < stream->io.channels; channel++) {
            const snd_pcm_channel_area_t *area = &areas[channel];
            size_t bits = area->first + (offset + (size_t)frame) * area->step;
            uint8_t *sample = (uint8_t *)area->addr + bits / 8;
            memcpy(to_areas ? sample : frames, to_areas ? frames : sample, sample_bytes);
            frames += sample_bytes;
        }
}

// A capture device has acquired what it keeps back as well; a playback device keeps nothing.
static int delay(snd_pcm_ioplug_t *io, snd_pcm_sframes_t *frames) {
    stream_t *stream = io->private_data;
    pthread_mutex_lock(&mutex);
    follow_program(stream);
    int64_t ahead = stream->position - stream->moved;
    *frames = (snd_pcm_sframes_t)(is_capture(stream) ? ahead + stream->held : -ahead);
    pthread_mutex_unlock(&mutex);
    return 0;
}

// Copies `count` captured frames from the one with the number `first` since the start on.
static void acquire(const stream_t *stream, uint8_t *place, int64_t first, int64_t count) {
    amplifier_t *amplifier = stream->amplifier;
    size_t frame_bytes =
        (size_t)snd_pcm_format_physical_width(stream->io.format) / 8 * amplifier->channels;
    for (int64_t done = 0; done < count;) {
        int64_t until;
        int64_t delivered = stream->start + first + done;
        int64_t index = amplifier_sample_index(amplifier, delivered, &until);
        int64_t piece = count - done < until - delivered ? count - done : until - delivered;
        signal_copy(amplifier, place + (size_t)done * frame_bytes, index, piece, stream->io.format);
        done += piece;
    }
}

// Puts what was acquired into the program's buffer, each frame once and in its place, as hardware does.
// libasound asks for it whenever the program looks, whether anything was taken since or not.
static void fill_buffer(stream_t *stream, const snd_pcm_channel_area_t *areas) {
    int64_t size = (int64_t)stream->io.buffer_size;
    while (stream->filled < stream->position) {
        int64_t offset = stream->filled % size;
        int64_t count = stream->position - stream->filled;
        if (count > size - offset) count = size - offset;
        acquire(stream, stream->staged, stream->filled, count);
        copy_areas(stream, areas, (snd_pcm_uframes_t)offset, stream->staged, count, true);
        stream->filled += count;
    }
}

static snd_pcm_sframes_t transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                  snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
    stream_t *stream = io->private_data;
    amplifier_t *amplifier = stream->amplifier;
    size_t frame_bytes =
        (size_t)snd_pcm_format_physical_width(io->format) / 8 * amplifier->channels;
    // Frames wait here for the start, or on their way; no more than the buffer holds.
    uint8_t *place = stream->staged;
    if (size > io->buffer_size) size = io->buffer_size;
    pthread_mutex_lock(&mutex);
    if (!is_capture(stream) && !stream->is_running) {
        // A stream that broke takes no more until it is made ready again.
        if (stream->moved + (int64_t)size > (int64_t)io->buffer_size) {
            pthread_mutex_unlock(&mutex);
            return -EPIPE;
        }
        place += (size_t)stream->moved * frame_bytes;
    }
    if (!is_capture(stream)) copy_areas(stream, areas, offset, place, (int64_t)size, false);
    if (is_mapped_capture(stream)) {
        fill_buffer(stream, areas);
    } else if (is_capture(stream)) {
        acquire(stream, place, stream->moved, (int64_t)size);
        copy_areas(stream, areas, offset, place, (int64_t)size, true);
    } else if (stream->is_running) {
        signal_play(amplifier, place, stream->start + stream->moved, (int64_t)size, io->format);
    }
    if (!is_mapped_capture(stream)) stream->moved += (int64_t)size;
    arm(stream, amplifier_now(stream->amplifier));
    pthread_mutex_unlock(&mutex);
    return (snd_pcm_sframes_t)size;
}

static int poll_revents(snd_pcm_ioplug_t *io, struct pollfd *descriptors, unsigned count,
                        unsigned short *events) {
    stream_t *stream = io->private_data;
    (void)descriptors, (void)count;
    pthread_mutex_lock(&mutex);
    int64_t now = amplifier_now(stream->amplifier);
    *events = 0;
    if (!stream->is_running || update(stream, now) != 0) {
        *events = POLLERR;
    } else {
        int64_t ready = stream->position - stream->moved;
        if (!is_capture(stream)) ready += (int64_t)io->buffer_size;
        if (ready >= (int64_t)stream->wanted) *events = is_capture(stream) ? POLLIN : POLLOUT;
    }
    if (*events == 0) arm(stream, now);
    pthread_mutex_unlock(&mutex);
    return 0;
}

static int prepare(snd_pcm_ioplug_t *io) {
    stream_t *stream = io->private_data;
    pthread_mutex_lock(&mutex);
    bool is_absent = amplifier_is_absent(stream->amplifier, amplifier_now(stream->amplifier));
    stream->moved = 0;
    stream->position = 0;
    stream->is_broken = false;
    pthread_mutex_unlock(&mutex);
    return is_absent ? -ENODEV : 0;
}

static int hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params) {
    stream_t *stream = io->private_data;
    (void)params;
    free(stream->staged);
    stream->staged =
        calloc(io->buffer_size, (size_t)snd_pcm_format_physical_width(io->format) / 8 * io->channels);
    stream->wanted = io->period_size;
    return stream->staged ? 0 : -ENOMEM;
}

static int sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *params) {
    stream_t *stream = io->private_data;
    return snd_pcm_sw_params_get_avail_min(params, &stream->wanted);
}

static int close_stream(snd_pcm_ioplug_t *io) {
    stream_t *stream = io->private_data;
    close(io->poll_fd);
    free(stream->staged);
    free(stream);
    return 0;
}

const snd_pcm_ioplug_callback_t stream_callbacks = {
    .start = start,
    .stop = stop,
    .pointer = pointer,
    .delay = delay,
    .transfer = transfer,
    .close = close_stream,
    .hw_params = hw_params,
    .sw_params = sw_params,
    .prepare = prepare,
    .poll_revents = poll_revents,
};
#endif
