#define _GNU_SOURCE
#include "CRealtime.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// RealtimeSanitizer's runtime; addresses are null in a program that is not linked with it.
extern void __rtsan_realtime_enter(void) __attribute__((weak));
extern void __rtsan_realtime_exit(void) __attribute__((weak));
extern void __rtsan_disable(void) __attribute__((weak));
extern void __rtsan_enable(void) __attribute__((weak));

static struct timespec timespec_of(int64_t nanoseconds) {
    struct timespec time;
    time.tv_sec = nanoseconds / 1000000000;
    time.tv_nsec = nanoseconds % 1000000000;
    return time;
}

int64_t crealtime_monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int crealtime_sleep_until(int64_t deadline_nanoseconds) {
    struct timespec deadline = timespec_of(deadline_nanoseconds);
    return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

int crealtime_futex_wait(uint32_t *word, uint32_t expected, int64_t deadline_nanoseconds) {
    // FUTEX_WAIT counts from now; the bitset form takes an absolute time, so that waking and waiting
    // again does not lengthen the wait.
    struct timespec deadline = timespec_of(deadline_nanoseconds);
    long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
                          &deadline, NULL, FUTEX_BITSET_MATCH_ANY);
    return result == 0 ? 0 : errno;
}

void crealtime_futex_wake_one(uint32_t *word) {
    if (__rtsan_disable) __rtsan_disable();
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
    if (__rtsan_enable) __rtsan_enable();
}

void crealtime_section_enter(void) {
    if (__rtsan_realtime_enter) __rtsan_realtime_enter();
}

void crealtime_section_leave(void) {
    if (__rtsan_realtime_exit) __rtsan_realtime_exit();
}

int crealtime_sections_are_checked(void) {
    return __rtsan_realtime_enter != 0;
}

int crealtime_thread_set_name(pthread_t thread, const char *name) {
    return pthread_setname_np(thread, name);
}

int crealtime_cpu_has_x86_64_v3(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v3") != 0;
#else
    return 1;
#endif
}
