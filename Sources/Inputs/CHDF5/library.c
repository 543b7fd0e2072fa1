#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>

void *chdf5_open_library(void) {
    // Debian's and Ubuntu's serial builds first, then those of others.
    static const char *const names[] = {
        "libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5_serial.so.320",
        "libhdf5_serial.so",     "libhdf5.so.103",        "libhdf5.so.200",
        "libhdf5.so.310",        "libhdf5.so.320",        "libhdf5.so",
        "libhdf5.dylib",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}

int chdf5_find_functions(void *handle, struct chdf5_library *library) {
#define F(result, name, arguments)                                   \
    library->name = (result(*) arguments)dlsym(handle, #name);
    CHDF5_OPTIONAL_FUNCTIONS(F)
#undef F
#define F(result, name, arguments)                                   \
    library->name = (result(*) arguments)dlsym(handle, #name);       \
    if (!library->name) return -1;
    CHDF5_FUNCTIONS(F)
#undef F
#define V(name)                                                      \
    library->name = (const hid_t *)dlsym(handle, #name);             \
    if (!library->name) return -1;
    CHDF5_VARIABLES(V)
#undef V
    if (!library->H5Literate2) library->H5Literate2 = library->H5Literate;
    return library->H5Literate2 ? 0 : -1;
}
