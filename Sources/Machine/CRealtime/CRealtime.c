#define _GNU_SOURCE
#include "CRealtime.h"

#include <alloca.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

static int64_t nanoseconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t crealtime_monotonic_nanoseconds(void) {
    return nanoseconds_of(CLOCK_MONOTONIC);
}

int64_t crealtime_suspended_nanoseconds(void) {
    int64_t awake = nanoseconds_of(CLOCK_MONOTONIC);
    return nanoseconds_of(CLOCK_BOOTTIME) - awake;
}

int64_t crealtime_thread_nanoseconds(void) {
    return nanoseconds_of(CLOCK_THREAD_CPUTIME_ID);
}

int crealtime_sleep_until(int64_t deadline_nanoseconds) {
    struct timespec deadline = timespec_of(deadline_nanoseconds);
    return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL);
}

int crealtime_futex_wait(uint32_t *word, uint32_t expected, int64_t deadline_nanoseconds) {
    // FUTEX_WAIT counts from now; the bitset form takes an absolute time, so that waking and waiting
    // again does not lengthen the wait.
    struct timespec deadline = timespec_of(deadline_nanoseconds);
    struct timespec *timer = deadline_nanoseconds == INT64_MAX ? NULL : &deadline;
    long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, timer,
                          NULL, FUTEX_BITSET_MATCH_ANY);
    return result == 0 ? 0 : errno;
}

void crealtime_futex_wake_one(uint32_t *word) {
    if (__rtsan_disable) __rtsan_disable();
    syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0);
    if (__rtsan_enable) __rtsan_enable();
}

void crealtime_touch(const void *memory, size_t bytes) {
    const volatile char *line = memory;
    for (size_t offset = 0; offset < bytes; offset += 64) (void)line[offset];
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

int crealtime_make_ordinary(pthread_attr_t *attributes) {
    struct sched_param parameters = {.sched_priority = 0};
    cpu_set_t set;
    if (sched_getaffinity(getpid(), sizeof set, &set) != 0) return errno;
    int code = pthread_attr_setinheritsched(attributes, PTHREAD_EXPLICIT_SCHED);
    if (code == 0) code = pthread_attr_setschedpolicy(attributes, SCHED_OTHER);
    if (code == 0) code = pthread_attr_setschedparam(attributes, &parameters);
    return code == 0 ? pthread_attr_setaffinity_np(attributes, sizeof set, &set) : code;
}

int crealtime_ask_fifo(int priority) {
    struct sched_param parameters = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}

int crealtime_ask_other(void) {
    struct sched_param parameters = {.sched_priority = 0};
    return pthread_setschedparam(pthread_self(), SCHED_OTHER, &parameters);
}

int crealtime_fifo_priority(void) {
    struct sched_param parameters;
    int policy;
    if (pthread_getschedparam(pthread_self(), &policy, &parameters) != 0) return 0;
    return policy == SCHED_FIFO ? parameters.sched_priority : 0;
}

int crealtime_priority_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_RTPRIO, &limit) != 0) return 0;
    return limit.rlim_cur > 99 ? 99 : (int)limit.rlim_cur;
}

int crealtime_confine_to(int processor) {
    if (processor < 0 || processor >= CPU_SETSIZE) return EINVAL;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ? 0 : errno;
}

int crealtime_may_run_on(int processor) {
    cpu_set_t set;
    if (processor < 0 || processor >= CPU_SETSIZE) return 0;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_ISSET(processor, &set);
}

int crealtime_set_timer_slack(int nanoseconds) {
    return prctl(PR_SET_TIMERSLACK, (unsigned long)nanoseconds, 0, 0, 0) == 0 ? 0 : -errno;
}

int crealtime_timer_slack(void) {
    int slack = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    return slack >= 0 ? slack : -errno;
}

int crealtime_lock_memory(void) {
    return mlockall(MCL_CURRENT | MCL_FUTURE) == 0 ? 0 : errno;
}

int crealtime_unlock_memory(void) {
    return munlockall() == 0 ? 0 : errno;
}

__attribute__((noinline)) void crealtime_touch_stack(size_t bytes) {
    volatile char *stack = alloca(bytes);
    for (size_t offset = 0; offset < bytes; offset += 1024) stack[offset] = 0;
}

int crealtime_hold_wake_up_latency(int microseconds) {
    int descriptor = open("/dev/cpu_dma_latency", O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -errno;
    int32_t value = microseconds;
    if (write(descriptor, &value, sizeof value) == (ssize_t)sizeof value) return descriptor;
    int problem = errno;
    close(descriptor);
    return -problem;
}

void crealtime_close(int descriptor) {
    close(descriptor);
}

int crealtime_is_ignored(int signal) {
    struct sigaction action;
    return sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int crealtime_end_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 ? 0 : errno;
}

int crealtime_cpu_has_x86_64_v3(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v3") != 0;
#else
    return 1;
#endif
}
