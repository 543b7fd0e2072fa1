// The functions of libhdf5 that are used, as hdf5.h of 1.10.5 has them.
#ifndef CHDF5_LIBRARY_H
#define CHDF5_LIBRARY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef int64_t hid_t;

// The link's type stands first in every version.
typedef int (*chdf5_visit)(hid_t group, const char *name, const int *type, void *context);

#define CHDF5_FUNCTIONS(F) \
    F(int, H5open, (void)) \
    F(int, H5Eset_auto2, (hid_t, void *, void *)) \
    F(hid_t, H5Fopen, (const char *, unsigned, hid_t)) \
    F(hid_t, H5Oopen, (hid_t, const char *, hid_t)) \
    F(int, H5Oclose, (hid_t)) \
    F(int, H5Iget_type, (hid_t)) \
    F(int, H5Lunregister, (int)) \
    F(int, H5Aexists_by_name, (hid_t, const char *, const char *, hid_t)) \
    F(hid_t, H5Aopen_by_name, (hid_t, const char *, const char *, hid_t, hid_t)) \
    F(hid_t, H5Aget_type, (hid_t)) \
    F(hid_t, H5Aget_space, (hid_t)) \
    F(int, H5Aread, (hid_t, hid_t, void *)) \
    F(int, H5Aclose, (hid_t)) \
    F(hid_t, H5Dopen2, (hid_t, const char *, hid_t)) \
    F(hid_t, H5Dget_type, (hid_t)) \
    F(hid_t, H5Dget_space, (hid_t)) \
    F(int, H5Dget_num_chunks, (hid_t, hid_t, uint64_t *)) \
    F(hid_t, H5Dget_create_plist, (hid_t)) \
    F(uint64_t, H5Dget_storage_size, (hid_t)) \
    F(int, H5Dread, (hid_t, hid_t, hid_t, hid_t, hid_t, void *)) \
    F(int, H5Dclose, (hid_t)) \
    F(int, H5Sget_simple_extent_ndims, (hid_t)) \
    F(int, H5Sget_simple_extent_dims, (hid_t, uint64_t *, uint64_t *)) \
    F(int64_t, H5Sget_simple_extent_npoints, (hid_t)) \
    F(int64_t, H5Sget_select_npoints, (hid_t)) \
    F(int, H5Sget_select_bounds, (hid_t, uint64_t *, uint64_t *)) \
    F(int, H5Sselect_hyperslab, \
      (hid_t, int, const uint64_t *, const uint64_t *, const uint64_t *, const uint64_t *)) \
    F(hid_t, H5Screate_simple, (int, const uint64_t *, const uint64_t *)) \
    F(int, H5Sclose, (hid_t)) \
    F(int, H5Tget_class, (hid_t)) \
    F(size_t, H5Tget_size, (hid_t)) \
    F(int, H5Tget_sign, (hid_t)) \
    F(int, H5Tis_variable_str, (hid_t)) \
    F(int, H5Tget_nmembers, (hid_t)) \
    F(char *, H5Tget_member_name, (hid_t, unsigned)) \
    F(hid_t, H5Tcreate, (int, size_t)) \
    F(int, H5Tinsert, (hid_t, const char *, size_t, hid_t)) \
    F(int, H5Tclose, (hid_t)) \
    F(hid_t, H5Pcreate, (hid_t)) \
    F(int, H5Pclose, (hid_t)) \
    F(int, H5Pset_chunk_cache, (hid_t, size_t, size_t, double)) \
    F(int, H5Pget_layout, (hid_t)) \
    F(int, H5Pget_chunk, (hid_t, int, uint64_t *)) \
    F(int, H5Pget_external_count, (hid_t)) \
    F(int, H5Pget_nfilters, (hid_t)) \
    F(int, H5Pget_filter2, \
      (hid_t, unsigned, unsigned *, size_t *, unsigned *, size_t, char *, unsigned *)) \
    F(int, H5Pget_virtual_count, (hid_t, size_t *)) \
    F(hid_t, H5Pget_virtual_vspace, (hid_t, size_t)) \
    F(hid_t, H5Pget_virtual_srcspace, (hid_t, size_t)) \
    F(ssize_t, H5Pget_virtual_filename, (hid_t, size_t, char *, size_t)) \
    F(ssize_t, H5Pget_virtual_dsetname, (hid_t, size_t, char *, size_t)) \
    F(int, H5Zfilter_avail, (int)) \
    F(int, H5free_memory, (void *))

// Not in every version: other names, or only later.
#define CHDF5_OPTIONAL_FUNCTIONS(F) \
    F(int, H5Literate, (hid_t, int, int, uint64_t *, chdf5_visit, void *)) \
    F(int, H5Literate2, (hid_t, int, int, uint64_t *, chdf5_visit, void *)) \
    F(ssize_t, H5Rget_name, (hid_t, int, const void *, char *, size_t)) \
    F(int, H5Pset_file_locking, (hid_t, unsigned char, unsigned char))

#define CHDF5_VARIABLES(V) \
    V(H5T_NATIVE_SHORT_g) \
    V(H5T_NATIVE_INT_g) \
    V(H5T_NATIVE_FLOAT_g) \
    V(H5T_NATIVE_DOUBLE_g) \
    V(H5P_CLS_DATASET_ACCESS_ID_g) \
    V(H5P_CLS_FILE_ACCESS_ID_g)

struct chdf5_library {
#define F(result, name, arguments) result(*name) arguments;
    CHDF5_FUNCTIONS(F)
    CHDF5_OPTIONAL_FUNCTIONS(F)
#undef F
#define V(name) const hid_t *name;
    CHDF5_VARIABLES(V)
#undef V
};

// The library's handle, or null.
void *chdf5_open_library(void);

// 0, or -1 where something is missing.
int chdf5_find_functions(void *handle, struct chdf5_library *library);

// A process answers one question after the other.
struct chdf5_message;
struct chdf5_file {
    struct chdf5_library h5;
    hid_t id;
    // The dataset that was read last, and what it is called.
    hid_t dataset;
    char path[1024];
};

int chdf5_describe(struct chdf5_file *file, struct chdf5_message *message);
int chdf5_attribute(struct chdf5_file *file, struct chdf5_message *message);
int chdf5_read(struct chdf5_file *file, struct chdf5_message *message);
int chdf5_texts(struct chdf5_file *file, struct chdf5_message *message);

// Appends a text and a NUL to the payload; -1 where it is full.
int chdf5_append(struct chdf5_message *message, const char *text, size_t length);

// Appends `count` texts that were read as `type`, and gives back what libhdf5 allocated for them.
int chdf5_append_texts(struct chdf5_file *file, struct chdf5_message *message, hid_t type,
                       void *values, uint64_t count);

#endif
