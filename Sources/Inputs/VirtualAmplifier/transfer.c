// How frames get from the amplifier into a program's buffer, and from there to what is played.
#if __has_include(<alsa/asoundlib.h>)
#include "stream.h"

#include <string.h>

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

snd_pcm_sframes_t stream_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
                                  snd_pcm_uframes_t offset, snd_pcm_uframes_t size) {
    stream_t *stream = io->private_data;
    amplifier_t *amplifier = stream->amplifier;
    size_t frame_bytes =
        (size_t)snd_pcm_format_physical_width(io->format) / 8 * amplifier->channels;
    // Frames wait here for the start, or on their way; no more than the buffer holds.
    uint8_t *place = stream->staged;
    if (size > io->buffer_size) size = io->buffer_size;
    pthread_mutex_lock(&stream_mutex);
    if (!stream_is_capture(stream) && !stream->is_running) {
        // A stream that broke takes no more until it is made ready again.
        if (stream->moved + (int64_t)size > (int64_t)io->buffer_size) {
            pthread_mutex_unlock(&stream_mutex);
            return -EPIPE;
        }
        place += (size_t)stream->moved * frame_bytes;
    }
    if (!stream_is_capture(stream)) copy_areas(stream, areas, offset, place, (int64_t)size, false);
    if (stream_is_mapped_capture(stream)) {
        fill_buffer(stream, areas);
    } else if (stream_is_capture(stream)) {
        acquire(stream, place, stream->moved, (int64_t)size);
        copy_areas(stream, areas, offset, place, (int64_t)size, true);
    } else if (stream->is_running) {
        signal_play(amplifier, place, stream->start + stream->moved, (int64_t)size, io->format);
    }
    if (!stream_is_mapped_capture(stream)) stream->moved += (int64_t)size;
    stream_arm(stream, amplifier_now(stream->amplifier));
    pthread_mutex_unlock(&stream_mutex);
    return (snd_pcm_sframes_t)size;
}
#endif
