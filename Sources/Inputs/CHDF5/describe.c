#include "CHDF5.h"
#include "library.h"

#include <stdio.h>
#include <string.h>

int chdf5_append(struct chdf5_message *message, const char *text, size_t length) {
    if (length >= CHDF5_PAYLOAD_BYTES - message->payload_bytes) return -1;
    memcpy(message->payload + message->payload_bytes, text, length);
    message->payload_bytes += length;
    message->payload[message->payload_bytes++] = 0;
    return 0;
}

static int append_link(hid_t group, const char *name, const int *type, void *context) {
    (void)group;
    struct chdf5_message *message = context;
    char text[CHDF5_TEXT_BYTES];
    size_t length = strlen(name);
    // A name that is longer cannot be asked for.
    if (length + 2 > sizeof text) return 0;
    text[0] = *type == 0 ? 'h' : *type == 1 ? 's' : 'x';
    memcpy(text + 1, name, length);
    return chdf5_append(message, text, length + 1) ? 1 : 0;
}

static int describe_filters(struct chdf5_file *file, hid_t plist, struct chdf5_message *message) {
    int count = file->h5.H5Pget_nfilters(plist);
    if (count < 0 || count > 32) return CHDF5_FAILED;
    for (int index = 0; index < count; index++) {
        char name[128] = {0};
        unsigned flags = 0, config = 0, values[32];
        size_t length = 32;
        int id = file->h5.H5Pget_filter2(plist, (unsigned)index, &flags, &length, values,
                                         sizeof name - 1, name, &config);
        if (id < 0) return CHDF5_FAILED;
        char text[256];
        int used = snprintf(text, sizeof text, "f%d %d %s", id,
                            file->h5.H5Zfilter_avail(id) > 0, name);
        if (chdf5_append(message, text, (size_t)used)) return CHDF5_TOO_LARGE;
    }
    return CHDF5_DONE;
}

// The corners of a selection, the first and the last element; -1 where there are none.
static int corners(struct chdf5_file *file, hid_t space, uint64_t *first, uint64_t *last) {
    int rank = space < 0 ? -1 : file->h5.H5Sget_simple_extent_ndims(space);
    if (rank < 1 || rank > 2) return -1;
    return file->h5.H5Sget_select_bounds(space, first, last);
}

static int describe_source(struct chdf5_file *file, hid_t plist, size_t index,
                           struct chdf5_message *message) {
    char source[CHDF5_TEXT_BYTES], dataset[CHDF5_TEXT_BYTES], text[CHDF5_TEXT_BYTES + 192];
    ssize_t length = file->h5.H5Pget_virtual_filename(plist, index, source, sizeof source);
    ssize_t other =
        file->h5.H5Pget_virtual_dsetname(plist, index, dataset + 1, sizeof dataset - 1);
    if (length < 0 || other < 0) return CHDF5_FAILED;
    if ((size_t)length >= sizeof source || (size_t)other + 1 >= sizeof dataset)
        return CHDF5_TOO_LARGE;
    uint64_t first[2] = {0}, last[2] = {0}, from[2] = {0}, to[2] = {0};
    hid_t space = file->h5.H5Pget_virtual_vspace(plist, index);
    hid_t origin = file->h5.H5Pget_virtual_srcspace(plist, index);
    int64_t points = space < 0 ? -1 : file->h5.H5Sget_select_npoints(space);
    // The whole of a source, of which no more is known.
    int is_all = origin >= 0 && file->h5.H5Sget_simple_extent_ndims(origin) == 0;
    if (is_all) to[0] = to[1] = UINT64_MAX;
    int is_box = corners(file, space, first, last) >= 0
                 && (is_all || corners(file, origin, from, to) >= 0);
    if (space >= 0) file->h5.H5Sclose(space);
    if (origin >= 0) file->h5.H5Sclose(origin);
    if (!is_box) return CHDF5_FAILED;
    int used = snprintf(text, sizeof text, "v%lld,%lld,%lld,%lld,%lld,%lld,%lld %s", (long long)points,
                        (long long)first[0], (long long)first[1], (long long)last[0],
                        (long long)last[1], (long long)to[0], (long long)to[1], source);
    dataset[0] = 'd';
    int is_full = chdf5_append(message, text, (size_t)used)
                  || chdf5_append(message, dataset, (size_t)other + 1);
    return is_full ? CHDF5_TOO_LARGE : CHDF5_DONE;
}

static int describe_sources(struct chdf5_file *file, hid_t plist, struct chdf5_message *message) {
    size_t count = 0;
    if (file->h5.H5Pget_virtual_count(plist, &count) < 0) return CHDF5_FAILED;
    if (count > 4096) return CHDF5_TOO_LARGE;
    int status = CHDF5_DONE;
    for (size_t index = 0; index < count && status == CHDF5_DONE; index++)
        status = describe_source(file, plist, index, message);
    return status;
}

static int describe_type(struct chdf5_file *file, hid_t type, struct chdf5_message *message) {
    int class = file->h5.H5Tget_class(type);
    message->numbers[CHDF5_CLASS] = (uint64_t)class;
    message->numbers[CHDF5_SIZE] = file->h5.H5Tget_size(type);
    message->numbers[CHDF5_SIGNED] = class == CHDF5_INTEGER && file->h5.H5Tget_sign(type) > 0;
    int count = class == CHDF5_COMPOUND ? file->h5.H5Tget_nmembers(type) : 0;
    for (int index = 0; index < count; index++) {
        char *name = file->h5.H5Tget_member_name(type, (unsigned)index);
        char text[CHDF5_TEXT_BYTES];
        if (!name) return CHDF5_FAILED;
        int used = snprintf(text, sizeof text, "m%s", name);
        file->h5.H5free_memory(name);
        if ((size_t)used < sizeof text && chdf5_append(message, text, (size_t)used))
            return CHDF5_TOO_LARGE;
    }
    return class < 0 ? CHDF5_FAILED : CHDF5_DONE;
}

static int describe_layout(struct chdf5_file *file, hid_t dataset, hid_t space,
                           struct chdf5_message *message) {
    uint64_t *numbers = message->numbers;
    hid_t plist = file->h5.H5Dget_create_plist(dataset);
    if (plist < 0) return CHDF5_FAILED;
    int layout = file->h5.H5Pget_layout(plist);
    numbers[CHDF5_LAYOUT] = (uint64_t)layout;
    numbers[CHDF5_EXTERNAL] = (uint64_t)file->h5.H5Pget_external_count(plist);
    int status = layout < 0 ? CHDF5_FAILED : CHDF5_DONE;
    // Of what was never written nothing is stored.
    if (layout == CHDF5_CONTIGUOUS || layout == CHDF5_COMPACT)
        numbers[CHDF5_STORED] = file->h5.H5Dget_storage_size(dataset);
    if (layout == CHDF5_CHUNKED) {
        if (file->h5.H5Pget_chunk(plist, CHDF5_RANK_MAX, numbers + CHDF5_CHUNK) < 0
            || file->h5.H5Dget_num_chunks(dataset, space, numbers + CHDF5_STORED) < 0)
            status = CHDF5_FAILED;
        if (status == CHDF5_DONE) status = describe_filters(file, plist, message);
    } else if (layout == CHDF5_VIRTUAL) {
        status = describe_sources(file, plist, message);
    }
    file->h5.H5Pclose(plist);
    return status;
}

int chdf5_describe(struct chdf5_file *file, struct chdf5_message *message) {
    memset(message->numbers, 0, sizeof message->numbers);
    hid_t object = file->h5.H5Oopen(file->id, message->path, 0);
    if (object < 0) return CHDF5_ABSENT;
    int type = file->h5.H5Iget_type(object);
    message->numbers[CHDF5_TYPE] = (uint64_t)type;
    int status = CHDF5_DONE;
    if (type == CHDF5_GROUP) {
        int end = file->h5.H5Literate2(object, 0, 0, NULL, append_link, message);
        status = end < 0 ? CHDF5_FAILED : end > 0 ? CHDF5_TOO_LARGE : CHDF5_DONE;
    } else if (type == CHDF5_DATASET) {
        hid_t space = file->h5.H5Dget_space(object);
        hid_t element = file->h5.H5Dget_type(object);
        int rank = file->h5.H5Sget_simple_extent_ndims(space);
        message->numbers[CHDF5_RANK] = (uint64_t)rank;
        if (rank < 0) status = CHDF5_FAILED;
        if (rank > CHDF5_RANK_MAX) status = CHDF5_TOO_LARGE;
        if (status == CHDF5_DONE) {
            file->h5.H5Sget_simple_extent_dims(space, message->numbers + CHDF5_SHAPE, NULL);
            status = describe_type(file, element, message);
        }
        if (status == CHDF5_DONE) status = describe_layout(file, object, space, message);
        file->h5.H5Tclose(element);
        file->h5.H5Sclose(space);
    }
    file->h5.H5Oclose(object);
    return status;
}
