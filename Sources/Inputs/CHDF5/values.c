#include "CHDF5.h"
#include "library.h"

#include <stdlib.h>
#include <string.h>

int chdf5_append_texts(struct chdf5_file *file, struct chdf5_message *message, hid_t type,
                       void *values, uint64_t count) {
    int status = CHDF5_DONE;
    size_t size = file->h5.H5Tget_size(type);
    int is_variable = file->h5.H5Tis_variable_str(type) > 0;
    for (uint64_t index = 0; index < count; index++) {
        const char *place = (const char *)values + index * size;
        char *text = NULL;
        if (is_variable) memcpy(&text, place, sizeof text);
        const char *start = is_variable ? text : place;
        size_t length = !start ? 0 : is_variable ? strlen(start) : strnlen(start, size);
        if (status == CHDF5_DONE && chdf5_append(message, start ? start : "", length))
            status = CHDF5_TOO_LARGE;
        if (text) file->h5.H5free_memory(text);
    }
    return status;
}

static int attribute_value(struct chdf5_file *file, hid_t attribute, hid_t type, uint64_t count,
                           struct chdf5_message *message) {
    int class = file->h5.H5Tget_class(type);
    message->numbers[0] = (uint64_t)class;
    message->numbers[1] = count;
    size_t size = file->h5.H5Tget_size(type);
    if (class < 0 || size == 0) return CHDF5_FAILED;
    if (size > CHDF5_PAYLOAD_BYTES || count > CHDF5_PAYLOAD_BYTES / (size < 8 ? 8 : size))
        return CHDF5_TOO_LARGE;
    if (class == CHDF5_INTEGER || class == CHDF5_FLOAT) {
        message->payload_bytes = 8 * count;
        int result = file->h5.H5Aread(attribute, *file->h5.H5T_NATIVE_DOUBLE_g, message->payload);
        return result < 0 ? CHDF5_FAILED : CHDF5_DONE;
    }
    int is_path = class == CHDF5_REFERENCE && size == 8 && count == 1 && file->h5.H5Rget_name;
    if (class != CHDF5_STRING && !is_path) return CHDF5_DONE;
    void *values = calloc(count + 1, size);
    if (!values) return CHDF5_TOO_LARGE;
    int status = file->h5.H5Aread(attribute, type, values) < 0 ? CHDF5_FAILED : CHDF5_DONE;
    if (status == CHDF5_DONE && is_path) {
        char path[CHDF5_TEXT_BYTES];
        ssize_t length = file->h5.H5Rget_name(file->id, 0, values, path, sizeof path);
        int is_found = length > 0 && (size_t)length < sizeof path;
        if (!is_found || chdf5_append(message, path, (size_t)length)) status = CHDF5_FAILED;
    } else if (status == CHDF5_DONE) {
        status = chdf5_append_texts(file, message, type, values, count);
    }
    free(values);
    return status;
}

int chdf5_attribute(struct chdf5_file *file, struct chdf5_message *message) {
    memset(message->numbers, 0, sizeof message->numbers);
    if (file->h5.H5Aexists_by_name(file->id, message->path, message->name, 0) <= 0)
        return CHDF5_ABSENT;
    hid_t attribute = file->h5.H5Aopen_by_name(file->id, message->path, message->name, 0, 0);
    if (attribute < 0) return CHDF5_FAILED;
    hid_t type = file->h5.H5Aget_type(attribute);
    hid_t space = file->h5.H5Aget_space(attribute);
    int64_t count = file->h5.H5Sget_simple_extent_npoints(space);
    int status = count < 0 ? CHDF5_FAILED
                           : attribute_value(file, attribute, type, (uint64_t)count, message);
    file->h5.H5Sclose(space);
    file->h5.H5Tclose(type);
    file->h5.H5Aclose(attribute);
    return status;
}

// Chooses a box of `space`, which must have that rank; of a single value there is nothing to choose.
static int choose(struct chdf5_file *file, hid_t space, uint64_t rank, const uint64_t *start,
                  const uint64_t *count) {
    if (file->h5.H5Sget_simple_extent_ndims(space) != (int)rank) return -1;
    if (rank == 0) return file->h5.H5Sget_simple_extent_npoints(space) == 1 ? 0 : -1;
    return file->h5.H5Sselect_hyperslab(space, 0, start, NULL, count, NULL);
}

// Keeps the dataset open, so that its decoded chunks stay.
static hid_t open_dataset(struct chdf5_file *file, struct chdf5_message *message) {
    if (file->dataset >= 0 && strcmp(file->path, message->path) == 0) return file->dataset;
    if (file->dataset >= 0) file->h5.H5Dclose(file->dataset);
    hid_t access = file->h5.H5Pcreate(*file->h5.H5P_CLS_DATASET_ACCESS_ID_g);
    uint64_t bytes = message->numbers[CHDF5_CACHE_BYTES];
    if (bytes) file->h5.H5Pset_chunk_cache(access, 8191, bytes, 1);
    file->dataset = file->h5.H5Dopen2(file->id, message->path, access);
    file->h5.H5Pclose(access);
    memcpy(file->path, message->path, sizeof file->path);
    return file->dataset;
}

int chdf5_read(struct chdf5_file *file, struct chdf5_message *message) {
    const uint64_t *numbers = message->numbers;
    const hid_t types[] = {*file->h5.H5T_NATIVE_SHORT_g, *file->h5.H5T_NATIVE_INT_g,
                           *file->h5.H5T_NATIVE_FLOAT_g, *file->h5.H5T_NATIVE_DOUBLE_g};
    const uint64_t widths[] = {2, 4, 4, 8};
    uint64_t rank = numbers[CHDF5_BOX_RANK], kind = numbers[CHDF5_MEMORY];
    if (kind > CHDF5_FLOAT64 || rank > CHDF5_RANK_MAX) return CHDF5_FAILED;
    uint64_t bytes = widths[kind];
    for (uint64_t axis = 0; axis < rank; axis++) {
        uint64_t count = numbers[CHDF5_COUNT + axis];
        if (count < 1 || count > CHDF5_PAYLOAD_BYTES / bytes) return CHDF5_TOO_LARGE;
        bytes *= count;
    }
    hid_t dataset = open_dataset(file, message);
    if (dataset < 0) return CHDF5_FAILED;
    hid_t space = file->h5.H5Dget_space(dataset);
    hid_t memory = file->h5.H5Screate_simple((int)rank, numbers + CHDF5_COUNT, NULL);
    hid_t type = types[kind];
    if (message->name[0]) {
        type = file->h5.H5Tcreate(CHDF5_COMPOUND, widths[kind]);
        file->h5.H5Tinsert(type, message->name, 0, types[kind]);
    }
    int status = CHDF5_DONE;
    if (choose(file, space, rank, numbers + CHDF5_START, numbers + CHDF5_COUNT) < 0
        || file->h5.H5Dread(dataset, type, memory, space, 0, message->payload) < 0)
        status = CHDF5_FAILED;
    message->payload_bytes = status == CHDF5_DONE ? bytes : 0;
    if (message->name[0]) file->h5.H5Tclose(type);
    file->h5.H5Sclose(memory);
    file->h5.H5Sclose(space);
    return status;
}

int chdf5_texts(struct chdf5_file *file, struct chdf5_message *message) {
    uint64_t start = message->numbers[CHDF5_START], count = message->numbers[CHDF5_COUNT];
    uint64_t rank = message->numbers[CHDF5_BOX_RANK];
    hid_t dataset = open_dataset(file, message);
    if (dataset < 0) return CHDF5_FAILED;
    hid_t type = file->h5.H5Dget_type(dataset);
    hid_t space = file->h5.H5Dget_space(dataset);
    hid_t memory = file->h5.H5Screate_simple((int)rank, &count, NULL);
    size_t size = file->h5.H5Tget_size(type);
    int status = CHDF5_FAILED;
    void *values = size && rank <= 1 && count <= CHDF5_PAYLOAD_BYTES / size ? calloc(count + 1, size) : NULL;
    if (values && file->h5.H5Tget_class(type) == CHDF5_STRING
        && choose(file, space, rank, &start, &count) >= 0
        && file->h5.H5Dread(dataset, type, memory, space, 0, values) >= 0)
        status = chdf5_append_texts(file, message, type, values, count);
    free(values);
    file->h5.H5Sclose(memory);
    file->h5.H5Sclose(space);
    file->h5.H5Tclose(type);
    return status;
}
