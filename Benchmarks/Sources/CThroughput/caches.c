#define _GNU_SOURCE
#include "CThroughput.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { data_bytes = 32 << 20, code_bytes = 1 << 20, line_bytes = 64 };

#if defined(__x86_64__)
// A return in each line.
static void run_other_code(void) {
    static char *code;
    if (!code) {
        char *fresh = mmap(0, code_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (fresh == MAP_FAILED) return;
        for (size_t line = 0; line < code_bytes; line += line_bytes) fresh[line] = (char)0xc3;
        if (mprotect(fresh, code_bytes, PROT_READ | PROT_EXEC) != 0) return;
        code = fresh;
    }
    for (size_t line = 0; line < code_bytes; line += line_bytes) ((void (*)(void))(code + line))();
}
#else
static void run_other_code(void) {}
#endif

void use_the_caches(void) {
    static volatile char *data;
    if (!data) {
        char *fresh = malloc(data_bytes);
        if (!fresh) abort();
        memset(fresh, 1, data_bytes);
        data = fresh;
    }
    for (size_t line = 0; line < data_bytes; line += line_bytes) data[line]++;
    run_other_code();
}

void touch_lines(const void *memory, size_t bytes) {
    const volatile char *line = memory;
    for (size_t offset = 0; offset < bytes; offset += line_bytes) (void)line[offset];
}
